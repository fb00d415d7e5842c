internal import Coloring
internal import Files
internal import Flow
internal import Media
internal import Report
internal import Shots

/// An order that makes stills, whose source is open. Nothing has been written.
struct OpenedStills {
    /// Makes the sources of the frames that are to be coloured, run after run: those between stills that are kept.
    let sources: [() throws -> any FrameSource]
    /// What written frames are to be like.
    let target: FrameTarget
    /// A tick of the frames' times, in seconds; nil where they are only places.
    let timeBase: Rational?
    /// Size of a film's picture; nil for stills, which may differ.
    let pictureSize: (width: Int, height: Int)?
    /// About how many frames there will be; nil if the film does not say.
    let expectedFrameCount: Int?
    let writer: ImageSequenceWriter
}

/// An order that makes a film, whose source is open and whose output's format is decided. Nothing has been written.
struct OpenedFilm {
    /// All of the order's frames, from the first.
    let source: any FrameSource
    /// Reads the packets of copied streams; nil for a film made of stills.
    let copying: FilmReader?
    let format: OutputFormat
    /// A tick of the frames' times, in seconds; nil where they are only places.
    let timeBase: Rational?
    /// About how many frames there will be; nil if the film does not say.
    let expectedFrameCount: Int?
    /// The number of the first frame.
    let firstNumber: Int
    /// Makes a source of some of the order's output frames, counted from 0, and what surrounds them as context; an end
    /// of nil means all that follow.
    let part: (_ start: Int, _ end: Int?) throws(MediaError) -> any FrameSource
}

/// Opens the sources of orders. Throws `MediaError`.
struct OrderOpening {
    let cancellation: Cancellation
    let warn: @Sendable (Notice) -> Void

    func open(_ order: FilmMaking) throws(MediaError) -> OpenedFilm {
        switch order {
        case .film(let order): try open(order)
        case .filmOfStills(let order): try open(order)
        }
    }

    private func open(_ order: FilmOrder) throws(MediaError) -> OpenedFilm {
        let reader = try reader(of: order.input, order.coloring)
        let format = try reader.withFirstFrame { frame, outline throws(MediaError) in
            try OutputFormat(
                container: order.output.container, settings: order.output.encoder, outline: outline,
                firstFrame: frame, warn: warn)
        }
        return OpenedFilm(
            source: reader, copying: reader, format: format, timeBase: reader.timeBase,
            expectedFrameCount: reader.expectedFrameCount, firstNumber: order.input.part.firstNumber
        ) { start, end throws(MediaError) in
            try self.part(of: order.input, order.coloring, start, end)
        }
    }

    /// Some frames of a film, counted from the order's first, and what surrounds them as context.
    private func part(
        of input: FilmInput, _ coloring: ColoringOrder, _ start: Int, _ end: Int?, turnsUpright: Bool = false
    ) throws(MediaError) -> any FrameSource {
        if let part = input.part.part(start, end) {
            var input = input
            input.part = part
            let reader = try reader(of: input, coloring, turnsUpright: turnsUpright)
            try reader.copyPackets(to: DroppedPackets())
            return reader
        }
        let reader = try reader(of: input, coloring, turnsUpright: turnsUpright)
        try reader.copyPackets(to: DroppedPackets())
        return FramesOfPart(reader, start: start, end: end, contextFrames: coloring.steadiness.contextFrames)
    }

    private func open(_ order: FilmOfStillsOrder) throws(MediaError) -> OpenedFilm {
        let selection = try order.input.select(warn: warn)
        let reader = reader(of: order.input, selection, selection.places, order.coloring)
        let format = try reader.withFirstFrame { frame throws(MediaError) in
            try OutputFormat(
                container: order.output.container, settings: order.output.encoder,
                outline: FilmOutline(of: frame, wishedFrameRate: order.frameRate, note: warn), firstFrame: frame,
                warn: warn)
        }
        let size = reader.expectedSize
        return OpenedFilm(
            source: reader, copying: nil, format: format, timeBase: nil, expectedFrameCount: selection.places.count,
            firstNumber: selection.places.lowerBound
        ) { start, end in
            let all = selection.places
            let lower = min(all.lowerBound + start, all.upperBound)
            let places = lower..<max(lower, min(end.map { all.lowerBound + $0 } ?? .max, all.upperBound))
            let reader = self.reader(of: order.input, selection, places, order.coloring)
            if let size { reader.expect(width: size.width, height: size.height, of: size.name) }
            return reader
        }
    }

    func open(_ order: StillsOrder) throws(MediaError) -> OpenedStills {
        let selection = try order.input.select(warn: warn)
        let writer = try order.output.writer(for: order.input, selection: selection)
        for (path, role) in order.coloring.sidePaths { try writer.refuse(path, as: role) }
        let gaps = selection.places.gaps(without: writer.placesKept)
        return OpenedStills(
            sources: gaps.map { gap in
                { self.reader(of: order.input, selection, gap, order.coloring) }
            },
            target: writer.target, timeBase: nil, pictureSize: nil,
            expectedFrameCount: gaps.reduce(0) { $0 + $1.count }, writer: writer)
    }

    func open(_ order: StillsOfFilmOrder) throws(MediaError) -> OpenedStills {
        let reader = try reader(of: order.input, order.coloring, turnsUpright: true)
        // Stills hold no sound.
        try reader.copyPackets(to: DroppedPackets())
        let size = try reader.withFirstFrame { frame, _ in (frame.payload.width, frame.payload.height) }
        let writer = try order.output.writer(forFramesOf: order.input)
        for (path, role) in order.coloring.sidePaths { try writer.refuse(path, as: role) }
        var sources: [() throws -> any FrameSource] = [{ reader }]
        if !writer.placesKept.isEmpty {
            let first = order.input.part.firstNumber
            sources = (first..<Int.max).gaps(without: writer.placesKept).map { gap in
                let (start, end) = (gap.lowerBound - first, gap.upperBound == .max ? nil : gap.upperBound - first)
                return {
                    try self.part(of: order.input, order.coloring, start, end, turnsUpright: true)
                }
            }
        }
        return OpenedStills(
            sources: sources, target: writer.target, timeBase: reader.timeBase, pictureSize: size,
            expectedFrameCount: reader.expectedFrameCount.map { max(0, $0 - writer.placesKept.count) }, writer: writer)
    }

    private func reader(
        of input: FilmInput, _ coloring: ColoringOrder, turnsUpright: Bool = false
    ) throws(MediaError) -> FilmReader {
        try FilmReader(
            demuxer: Demuxer(
                input: input.path, continuation: input.request.continuation,
                followsPlaylists: input.request.followsPlaylists, cancellation: cancellation),
            request: input.request, part: input.part,
            contextFrames: input.part.isPart ? coloring.steadiness.contextFrames : 0,
            mostPixels: input.mostPixels, turnsUpright: turnsUpright,
            threads: ThreadShares(threads: coloring.threads).decoder, warn: warn)
    }

    private func reader(
        of input: StillsInput, _ selection: StillsSelection, _ places: Range<Int>, _ coloring: ColoringOrder
    ) -> ImageSequenceReader {
        ImageSequenceReader(
            folder: input.stills.folder, names: selection.names, places: places,
            contextFrames: coloring.steadiness.contextFrames, keepGoing: input.keepGoing, isStrict: input.isStrict,
            origin: selection.places.lowerBound, mostPixels: input.mostPixels, warn: warn)
    }
}

extension FilmSelection {
    /// The number that the first frame has.
    fileprivate var firstNumber: Int { if case .frames(let range) = self { range.lower } else { 0 } }

    /// Some of the frames of this selection, counted from its first; nil where only reading tells which they are.
    fileprivate func part(_ start: Int, _ end: Int?) -> FilmSelection? {
        switch self {
        case .whole: return FrameRange(lower: start, upper: end).map { .frames($0) }
        case .frames(let range):
            let upper = [end.map { range.lower + $0 }, range.upper].compactMap(\.self).min()
            return FrameRange(lower: range.lower + start, upper: upper).map { .frames($0) }
        case .time: return nil
        }
    }
}

extension Range<Int> {
    /// What is left of the range without these numbers, in order.
    func gaps(without numbers: Set<Int>) -> [Range<Int>] {
        var gaps: [Range<Int>] = []
        var next = lowerBound
        for number in numbers.sorted() where contains(number) {
            if number > next { gaps.append(next..<number) }
            next = number + 1
        }
        if next < upperBound { gaps.append(next..<upperBound) }
        return gaps
    }
}
