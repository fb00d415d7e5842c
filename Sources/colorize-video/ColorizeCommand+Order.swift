import Coloring
import Jobs
import Media
import Net
import Report

extension ColorizeCommand {
    /// What the arguments ask for: which kind of run they mean, and nothing that this kind does not have.
    ///
    /// Throws `MediaError` with code `badOption` for an option that means nothing to it, `badOutput` for an output that
    /// cannot be meant.
    func order() throws(MediaError) -> Order {
        let (input, output) = try (input, output)
        let stillsIn = PictureInput(path: input)
        let stillsOut = PictureOutput(path: output, isForPictures: stillsIn.map { !$0.isSingle } ?? false)
        if let stillsOut, stillsOut.isSingle, let stillsIn, !stillsIn.isSingle {
            throw MediaError(
                .badOutput, path: output, reason: "names one picture; name a folder, or a pattern like out_%06d.png")
        }
        switch (stillsIn, stillsOut) {
        case (nil, nil):
            try refuse([
                .stillFormatForFilm, .frameRateWithoutStills, .startNumberWithoutNumbers, .skippingWithoutStills,
            ])
            return try .film(FilmOrder(filmInput, to: filmOutput(output), coloring(.film(filmInput))))
        case (let stillsIn?, nil):
            try refuse([.filmReadingForStills, .stillFormatForFilm, .skippingWithoutStills])
            if stillsIn.pattern == nil { try refuse([.startNumberWithoutNumbers]) }
            return try .filmOfStills(
                FilmOfStillsOrder(
                    stillsInput(stillsIn), to: filmOutput(output), frameRate: reading.fps,
                    coloring(.stills(stillsInput(stillsIn)))))
        case (let stillsIn?, let stillsOut?):
            try refuse([.filmReadingForStills, .filmWritingForStills, .frameRateWithoutStills])
            if stillsIn.pattern == nil && stillsOut.pattern == nil { try refuse([.startNumberWithoutNumbers]) }
            let input = stillsInput(stillsIn)
            return try .stills(StillsOrder(input, to: stillsOutput(stillsOut), coloring(.stills(input))))
        case (nil, let stillsOut?):
            try refuse([.filmWritingForStills, .frameRateWithoutStills])
            var input = filmInput
            if stillsOut.isSingle { input.part = try input.part.oneFrame(for: output) }
            return try .stillsOfFilm(
                StillsOfFilmOrder(input, to: stillsOutput(stillsOut), coloring(.film(input))))
        }
    }

    /// Makes the order one that can be run with this network: see `Order.settleShots`. Throws `MediaError`.
    func settle(_ order: inout Order, _ choice: ModelChoice.Choice, report: (Notice) -> Void) throws {
        try order.settleShots(
            isSteadinessChosen: steady.steady != nil, choice.model == .lite ? nil : network.inputSize.exact,
            cancellation: Interruption.shared.cancellation
        ).map(report)
    }

    /// Throws the first of `faults` that the options have.
    private func refuse(_ faults: [Fault]) throws(MediaError) {
        for fault in faults where isFound(fault) {
            throw MediaError(.badOption, path: fault == .stillFormatForFilm ? try output : nil, fault)
        }
    }

    private func isFound(_ fault: Fault) -> Bool {
        switch fault {
        case .stillFormatForFilm: writing.outputFormat != nil
        case .frameRateWithoutStills: reading.fps != nil
        case .skippingWithoutStills: writing.skipExisting
        case .startNumberWithoutNumbers: reading.startNumber != nil
        case .filmReadingForStills: part.time != nil || reading.mapVideo != nil || reading.deinterlace
        case .filmWritingForStills: writing.format != nil || writing.verify
        default: false
        }
    }

    private var filmInput: FilmInput {
        var input = FilmInput(path: input)
        input.request = reading.request
        if let title, !title.continuation.isEmpty { input.request.continuation = title.continuation }
        input.part = part.selection
        input.mostPixels = mostPixels
        return input
    }

    private func stillsInput(_ stills: PictureInput) -> StillsInput {
        var input = StillsInput(stills)
        input.frames = part.frames
        input.startNumber = reading.startNumber
        input.keepGoing = reading.keepGoing
        input.isStrict = reading.strict
        input.mostPixels = mostPixels
        return input
    }

    private var mostPixels: Int { reading.maxPixels?.pixels ?? PictureLimit.usualPixels }

    private func filmOutput(_ path: String) -> FilmOutput {
        var output = FilmOutput(path: path)
        output.format = writing.format
        output.encoder = writing.encoder(threads: threads)
        output.overwrite = writing.overwrite
        output.isVerified = writing.verify
        return output
    }

    private func stillsOutput(_ stills: PictureOutput) -> StillsOutput {
        var output = StillsOutput(stills)
        output.format = writing.outputFormat ?? .usual
        output.startNumber = reading.startNumber
        output.goesOn = !pieces.fresh
        output.existing = writing.skipExisting ? .kept : writing.overwrite ? .replaced : .refused
        return output
    }

    private func coloring(_ source: OrderSource) throws(MediaError) -> ColoringOrder {
        var order = ColoringOrder()
        if steady.colors != nil || steady.refs != nil {
            order.guidance = try GuidanceFiles.read(
                list: steady.colors, folder: steady.refs, for: source, threads: threads,
                cancellation: Interruption.shared.cancellation)
        }
        order.keepsColor = steady.keepColor
        order.findsBorders = steady.findBorders
        order.look = network.look
        order.look.chroma = enlarging.chroma
        if let steadiness = steady.steady { order.steadiness = steadiness }
        order.recalls = !steady.noRecall
        order.cutsPath = steady.cuts
        order.weightsPath = network.weights
        order.calibrationPath = network.calibration
        order.threads = threads
        return order
    }
}
