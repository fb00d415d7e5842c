internal import Media
internal import Report

/// The stills of a run, and those of them that are to be coloured.
struct StillsSelection {
    /// All, in order.
    let names: [String]
    /// Places in `names`.
    let places: Range<Int>
}

extension StillsInput {
    /// Finds the stills. What the range cuts off and what the numbering leaves out is reported.
    func select(warn: (Notice) -> Void) throws(MediaError) -> StillsSelection {
        let names = try stills.names(startNumber: startNumber, warn: warn)
        let places = frames?.clamped(toCount: names.count) ?? 0..<names.count
        if let frames {
            guard !places.isEmpty else {
                throw MediaError(
                    .badOption, path: stills.path,
                    .noStillInRange(count: names.count, lower: frames.lower, upper: frames.upper))
            }
            if let upper = frames.upper, upper > names.count {
                warn(.stillRangeClamped(path: stills.path, range: frames.lower..<upper, count: names.count))
            }
        }
        if let gap = FrameNaming.gaps(in: Array(names[places])) {
            warn(.numbersMissing(path: stills.path, missing: gap.missing, before: gap.before, after: gap.after))
        }
        return StillsSelection(names: names, places: places)
    }
}

extension StillsOutput {
    /// A writer for the stills of `input` that `select` gave.
    func writer(for input: StillsInput, selection: StillsSelection) throws(MediaError) -> ImageSequenceWriter {
        let numbering =
            input.stills.pattern.map { PictureNumbering.kept($0) }
            ?? numbering(firstPlace: selection.places.lowerBound)
        return try ImageSequenceWriter(
            stills, numbering: numbering, format: try format.resolved(for: stills, isFilm: false),
            names: selection.names, places: selection.places, sourceFolder: input.stills.folder, existing: existing,
            goesOn: goesOn)
    }

    /// A writer for a film's frames.
    func writer(forFramesOf input: FilmInput) throws(MediaError) -> ImageSequenceWriter {
        var places = 0..<Int.max
        if case .frames(let range) = input.part { places = range.lower..<(range.upper ?? .max) }
        return try ImageSequenceWriter(
            stills, numbering: numbering(firstPlace: places.lowerBound),
            format: try format.resolved(for: stills, isFilm: true) ?? .png, places: places, existing: existing,
            goesOn: goesOn)
    }

    /// As FFmpeg numbers what it writes: from 1. Parts of one film or folder go on where the part before them ends.
    private func numbering(firstPlace: Int) -> PictureNumbering {
        startNumber.map { .counted(from: $0, atPlace: firstPlace) } ?? .counted(from: 1, atPlace: 0)
    }
}

extension FilmOutline {
    /// A film made of stills like `first`: at the rate that is wished, else at that of the stills, else at the usual
    /// one. A rate that was not wished is reported.
    init(of first: borrowing TicketedFrame<Frame>, wishedFrameRate: FrameRate?, note: (Notice) -> Void) {
        let picture = first.ticket.picture
        if wishedFrameRate == nil {
            let source = picture?.frameRate.map { _ in first.ticket.name ?? "the first picture" }
            note(.frameRateChosen(rate: "\(picture?.frameRate ?? .usual)", source: source))
        }
        self.init(frameRate: wishedFrameRate ?? picture?.frameRate ?? .usual, timecode: picture?.timecode)
    }
}
