package import Media
package import Report
internal import Shots

/// The way of a run that reads or writes pictures.
enum PictureRoute {
    case pictures(PictureInput, to: PictureOutput)
    case film(to: PictureOutput)
    /// Pictures to a film.
    case toFilm(PictureInput)

    /// nil if neither side is pictures.
    ///
    /// Throws `MediaError` for an output that cannot be meant so, before anything is opened.
    init?(_ request: RunRequest) throws(MediaError) {
        let input = PictureInput(path: request.input)
        let output = PictureOutput(path: request.output, isForPictures: input.map { !$0.isSingle } ?? false)
        switch (input, output) {
        case (nil, nil): return nil
        case (let input?, nil): self = .toFilm(input)
        case (nil, let output?): self = .film(to: output)
        case (let input?, let output?): self = .pictures(input, to: output)
        }
        if let output, output.isSingle, input.map({ !$0.isSingle }) ?? true {
            throw MediaError(
                .badOutput, path: output.path,
                reason: "names one picture; name a folder, or a pattern like out_%06d.png")
        }
    }

    /// Checks what can be checked without opening anything. Throws `MediaError` with code `badInput`, `badOutput` or
    /// `badOption`.
    func check(_ request: RunRequest) throws(MediaError) {
        if case .film = self, !StandardStream.isMeant(by: request.input), Folder.kind(of: request.input) == .missing {
            throw MediaError(.badInput, path: request.input, reason: "no such file or folder")
        }
        switch self {
        case .pictures(_, let output):
            _ = try request.pictureFormat.resolved(for: output, isFilm: false)
            if !output.isSingle && output.pattern == nil && Folder.kind(of: request.output) == .file {
                throw MediaError(
                    .badOutput, path: request.output,
                    reason: "is a file, but \(request.input) is a folder: name a folder")
            }
        case .film(let output):
            _ = try request.pictureFormat.resolved(for: output, isFilm: true)
        case .toFilm:
            try request.checkFilmOutput()
        }
        try checkFilmOptions(request.film)
        try PictureRoute.refuseOptions(
            of: request, writesPictures: !isToFilm, makesFilm: isToFilm, hasNumbers: hasNumbers)
    }

    /// Throws `MediaError.badOption` for options of `request` that mean nothing to its way; by default, from film to
    /// film.
    static func refuseOptions(
        of request: RunRequest, writesPictures: Bool = false, makesFilm: Bool = false, hasNumbers: Bool = false
    ) throws(MediaError) {
        if request.pictureFormat != .usual, !writesPictures {
            throw MediaError(.badOption, path: request.output, .stillFormatForFilm)
        }
        if request.frameRate != nil, !makesFilm {
            throw MediaError(.badOption, .frameRateWithoutStills)
        }
        if request.startNumber != nil, !hasNumbers {
            throw MediaError(.badOption, .startNumberWithoutNumbers)
        }
    }

    /// What is said of films must find one.
    private func checkFilmOptions(_ film: FilmRequest) throws(MediaError) {
        let isOfInput = film.startSeconds != nil || film.durationSeconds != nil || film.videoNumber != nil
        if case .film = self {
        } else if isOfInput || film.isDeinterlaced {
            throw MediaError(.badOption, .filmReadingForStills)
        }
        if !isToFilm && (film.format != nil || film.isVerified) {
            throw MediaError(.badOption, .filmWritingForStills)
        }
    }

    private var isToFilm: Bool { if case .toFilm = self { true } else { false } }

    /// Whether there is something that a first number counts.
    private var hasNumbers: Bool {
        switch self {
        case .pictures(let input, let output): input.pattern != nil || output.pattern != nil
        case .film: true
        case .toFilm(let input): input.pattern != nil
        }
    }
}

extension PictureInput {
    /// The pictures of a run and those of them that are to be coloured; what the range cuts off and what the numbering
    /// leaves out is said in a warning.
    func select(
        _ request: RunRequest, warn: (Notice) -> Void
    ) throws(MediaError) -> (names: [String], places: Range<Int>) {
        let names = try names(startNumber: request.startNumber, warn: warn)
        let range = request.frames
        let places = range?.clamped(toCount: names.count) ?? 0..<names.count
        if let range {
            guard !places.isEmpty else {
                throw MediaError(
                    .badOption, path: path,
                    .noStillInRange(count: names.count, lower: range.lower, upper: range.upper))
            }
            if let upper = range.upper, upper > names.count {
                warn(.stillRangeClamped(path: path, range: range.lower..<upper, count: names.count))
            }
        }
        if let gap = FrameNaming.gaps(in: Array(names[places])) {
            warn(.numbersMissing(path: path, missing: gap.missing, before: gap.before, after: gap.after))
        }
        return (names, places)
    }

    /// A reader of the pictures that `select` gave.
    package func reader(
        of selection: (names: [String], places: Range<Int>), for request: RunRequest,
        warn: @escaping @Sendable (Notice) -> Void
    ) -> ImageSequenceReader {
        ImageSequenceReader(
            folder: folder, names: selection.names, places: selection.places,
            contextFrames: request.steadiness.contextFrames, keepGoing: request.keepGoing,
            isStrict: request.film.isStrict,
            mostPixels: request.maxPixels, warn: warn)
    }
}

extension PictureOutput {
    /// A writer for the pictures of `input` that `select` gave.
    func writer(
        for input: PictureInput, selection: (names: [String], places: Range<Int>), request: RunRequest
    ) throws(MediaError) -> ImageSequenceWriter {
        let numbering =
            input.pattern.map { PictureNumbering.kept($0) }
            ?? numbering(of: request, firstPlace: selection.places.lowerBound)
        return try ImageSequenceWriter(
            self, numbering: numbering, format: try request.pictureFormat.resolved(for: self, isFilm: false),
            names: selection.names, places: selection.places, sourceFolder: input.folder, overwrite: request.overwrite)
    }

    /// A writer for a film's frames.
    func writer(forFilm request: RunRequest) throws(MediaError) -> ImageSequenceWriter {
        let lower = request.frames?.lower ?? 0
        return try ImageSequenceWriter(
            self, numbering: numbering(of: request, firstPlace: lower),
            format: try request.pictureFormat.resolved(for: self, isFilm: true) ?? .png,
            places: lower..<(request.frames?.upper ?? .max), overwrite: request.overwrite)
    }

    /// As FFmpeg numbers what it writes: from 1. Pieces of one film or folder go on where the piece before them ends.
    private func numbering(of request: RunRequest, firstPlace: Int) -> PictureNumbering {
        request.startNumber.map { .counted(from: $0, atPlace: firstPlace) } ?? .counted(from: 1, atPlace: 0)
    }
}

extension FilmOutline {
    /// A film made of pictures like `first`: at the rate that is wished, else at that of the pictures, else at the
    /// usual one. A rate that was not wished is said.
    init(of first: borrowing TicketedFrame<Frame>, wishedFrameRate: FrameRate?, note: (Notice) -> Void) {
        let picture = first.ticket.picture
        if wishedFrameRate == nil {
            let source = picture?.frameRate.map { _ in first.ticket.name ?? "the first picture" }
            note(.frameRateChosen(rate: "\(picture?.frameRate ?? .usual)", source: source))
        }
        self.init(frameRate: wishedFrameRate ?? picture?.frameRate ?? .usual, timecode: picture?.timecode)
    }
}
