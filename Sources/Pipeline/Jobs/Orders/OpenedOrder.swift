internal import Coloring
internal import Files
internal import Flow
internal import Media
internal import Report
internal import Shots

/// An order whose source is open: what is known of it is known, and nothing has been written.
struct OpenedOrder {
    let source: Handover<any FrameSource>
    /// What written frames are to be like.
    let target: FrameTarget
    /// A tick of the frames' times, in seconds; nil where they are only places.
    let timeBase: Rational?
    /// Size of a film's picture; nil for stills, which may differ.
    let pictureSize: (width: Int, height: Int)?
    /// About how many frames there will be; nil if the film does not say.
    let expectedFrameCount: Int?
    /// Begins the output. Called once, when the network is there.
    let begin: () throws(MediaError) -> any FrameSink
}

/// What opening an order needs.
struct OrderOpening {
    let cancellation: Cancellation
    let warn: @Sendable (Notice) -> Void

    /// Opens the source and decodes its first frame. Throws `MediaError`.
    func open(_ order: Order) throws(MediaError) -> OpenedOrder {
        switch order {
        case .film(let order): try open(order)
        case .filmOfStills(let order): try open(order)
        case .stills(let order): try open(order)
        case .stillsOfFilm(let order): try open(order)
        }
    }

    private func open(_ order: FilmOrder) throws(MediaError) -> OpenedOrder {
        let claim = try order.output.claim()
        let reader = try reader(of: order.input, order.coloring)
        let format = try reader.withFirstFrame { frame, outline throws(MediaError) in
            try OutputFormat(
                container: order.output.container, settings: order.output.encoder, outline: outline,
                firstFrame: frame, warn: warn)
        }
        return OpenedOrder(
            source: Handover(reader), target: format.target, timeBase: reader.timeBase,
            pictureSize: (format.width, format.height), expectedFrameCount: reader.expectedFrameCount
        ) { [warn] () throws(MediaError) in
            let assembly = try order.output.assembly(format, claim, warn: warn)
            try reader.copyPackets(to: assembly.copies)
            return try order.output.sink(
                format, assembly, firstNumber: order.input.part.firstNumber, order.coloring, warn: warn)
        }
    }

    private func open(_ order: FilmOfStillsOrder) throws(MediaError) -> OpenedOrder {
        let claim = try order.output.claim()
        let selection = try order.input.select(warn: warn)
        let reader = reader(of: order.input, selection, order.coloring)
        let format = try reader.withFirstFrame { frame throws(MediaError) in
            try OutputFormat(
                container: order.output.container, settings: order.output.encoder,
                outline: FilmOutline(of: frame, wishedFrameRate: order.frameRate, note: warn), firstFrame: frame,
                warn: warn)
        }
        return OpenedOrder(
            source: Handover(reader), target: format.target, timeBase: nil,
            pictureSize: (format.width, format.height), expectedFrameCount: selection.places.count
        ) { [warn] () throws(MediaError) in
            let assembly = try order.output.assembly(format, claim, warn: warn)
            return try order.output.sink(
                format, assembly, firstNumber: selection.places.lowerBound, order.coloring, warn: warn)
        }
    }

    private func open(_ order: StillsOrder) throws(MediaError) -> OpenedOrder {
        let selection = try order.input.select(warn: warn)
        let writer = try order.output.writer(for: order.input, selection: selection)
        for (path, role) in order.coloring.sidePaths { try writer.refuse(path, as: role) }
        return OpenedOrder(
            source: Handover(reader(of: order.input, selection, order.coloring)), target: writer.target, timeBase: nil,
            pictureSize: nil, expectedFrameCount: selection.places.count
        ) { () throws(MediaError) in
            try writer.begin()
            return writer
        }
    }

    private func open(_ order: StillsOfFilmOrder) throws(MediaError) -> OpenedOrder {
        let reader = try reader(of: order.input, order.coloring, turnsUpright: true)
        // Stills hold no sound.
        try reader.copyPackets(to: DroppedPackets())
        let size = try reader.withFirstFrame { frame, _ in (frame.payload.width, frame.payload.height) }
        let writer = try order.output.writer(forFramesOf: order.input)
        for (path, role) in order.coloring.sidePaths { try writer.refuse(path, as: role) }
        return OpenedOrder(
            source: Handover(reader), target: writer.target, timeBase: reader.timeBase, pictureSize: size,
            expectedFrameCount: reader.expectedFrameCount
        ) { () throws(MediaError) in
            try writer.begin()
            return writer
        }
    }

    private func reader(
        of input: FilmInput, _ coloring: ColoringOrder, turnsUpright: Bool = false
    ) throws(MediaError) -> FilmReader {
        try FilmReader(
            demuxer: Demuxer(
                input: input.path, followsPlaylists: input.request.followsPlaylists, cancellation: cancellation),
            request: input.request, part: input.part,
            contextFrames: input.part.isPart ? coloring.steadiness.contextFrames : 0,
            mostPixels: input.mostPixels, turnsUpright: turnsUpright,
            threads: ThreadShares(threads: coloring.threads).decoder, warn: warn)
    }

    private func reader(
        of input: StillsInput, _ selection: StillsSelection, _ coloring: ColoringOrder
    ) -> ImageSequenceReader {
        ImageSequenceReader(
            folder: input.stills.folder, names: selection.names, places: selection.places,
            contextFrames: coloring.steadiness.contextFrames, keepGoing: input.keepGoing, isStrict: input.isStrict,
            mostPixels: input.mostPixels, warn: warn)
    }
}

extension FilmSelection {
    /// The number that the first frame has.
    fileprivate var firstNumber: Int { if case .frames(let range) = self { range.lower } else { 0 } }
}

extension FilmOutput {
    /// The right to write the file; nil for standard output. Taken before the work, so that a second run to the same
    /// output is refused at once.
    fileprivate func claim() throws(MediaError) -> OutputClaim? {
        StandardStream.isMeant(by: path) ? nil : try OutputFile.claim(path)
    }

    fileprivate func assembly(
        _ format: OutputFormat, _ claim: OutputClaim?, warn: @escaping @Sendable (Notice) -> Void
    ) throws(MediaError) -> FilmAssembly {
        let file = try claim.map { claim throws(MediaError) in
            Held(try UnfinishedFile.begin(path, replaces: overwrite, claim: claim))
        }
        return try FilmAssembly(
            format, into: file?.take(), verification: isVerified ? { FilmVerification(of: $0) } : nil, warn: warn)
    }

    fileprivate func sink(
        _ format: OutputFormat, _ assembly: FilmAssembly, firstNumber: Int, _ coloring: ColoringOrder,
        warn: @escaping @Sendable (Notice) -> Void
    ) throws(MediaError) -> FilmSink {
        let encoder = try PieceEncoder(
            format, log: assembly, borders: PieceBorders(), firstNumber: firstNumber,
            looksForColor: isVerified && coloring.look.saturation > 0, warn: warn)
        return FilmSink(encoder, assembly)
    }
}
