internal import Coloring
internal import Files
package import Flow
internal import Media
package import Net
package import Report
package import Weights

/// Builds a network in the precision that was asked for, or in the one that suits the film.
package struct ColorizerBuilder {
    /// The network.
    package var model: ColorizerModel
    /// Its weights; not needed once it is built.
    package var weights: WeightTable
    /// Input size, threads and temperature; precision and calibration are found here.
    package var options: Colorizer.Options
    /// Threads for finding them, before the run; 0 for one a core.
    package var threadsAhead = 0
    /// What was asked for.
    package var precision = PrecisionChoice.auto
    /// A calibration file: read if it exists, otherwise written; nil for neither.
    package var calibrationPath: String?
    /// Pictures to compare precisions on; nil for as many as are calibrated on.
    package var checkedPictures: Int?

    /// Frames of which the network colours one: more than 1 where it colours key frames only. See `prepare`.
    private(set) var framesAPicture = 1

    /// A network with its weights. See the properties.
    package init(model: ColorizerModel, weights: WeightTable, options: Colorizer.Options) {
        self.model = model
        self.weights = weights
        self.options = options
    }

    /// Builds a network that is ready for `coloring` at once, if that is one network (see `BuiltNetwork.ready`); a
    /// large one colours few frames of shots that are held together.
    package mutating func prepare(for coloring: ColoringOrder) {
        if model == .lite, coloring.carriesColors { (options.givesKeys, options.givesCertainty) = (true, true) }
        framesAPicture = BuiltNetwork.colorsKeysOnly(model, coloring) ? StretchMaker.keyDistance : 1
    }

    /// Pictures to calibrate on.
    private static let calibratedPictures = 8
    /// With fewer pictures than this, looking for a faster form would take longer than it saves: calibrating means to
    /// colour eight in f32 and in each form that is tried.
    private static let leastPictures = 64
    /// Comparing may cost any part of a film so many thousand million multiplications, about five seconds of a core:
    /// then all its parts have the same precision and fit one another to the bit.
    private static let mostGigaMACsForAnyPart = 300.0

    /// The frames of a part for which precisions are compared, at least: where comparing takes long, those that are not
    /// sooner coloured in f32.
    var leastOfPart: Int {
        let area = Double(options.inputWidth) * Double(options.inputHeight) / (256 * 256)
        let coloredTwice = 2 * Self.calibratedPictures
        let cost = Double(coloredTwice) * model.description.gigaMultiplications * area
        return cost <= Self.mostGigaMACsForAnyPart ? 1 : coloredTwice * framesAPicture
    }

    /// Builds it for `source`, from which it takes some pictures if it needs them. What it chose and why
    /// it reports to `printer`.
    ///
    /// Throws `MediaError` or `NetError`.
    package func build(
        for source: OrderSource, cancellation: Cancellation, printer: any Reporter
    ) throws -> BuiltNetwork {
        // The stages', and what the network makes for itself.
        let networkThreads = options.threads > 0 ? options.threads : FFmpegLibrary.processorCount
        try SystemThread.check(canMake: PipelineFlow.stageCount + networkThreads)
        if let path = calibrationPath {
            if precision == .f32 || precision == .bf16 {
                throw MediaError(.badOption, .calibrationWithoutUse)
            }
            if Folder.kind(of: path) != .missing { return try build(as: CalibrationFile(path: path), path, printer) }
        }
        switch precision.fixed {
        case let fixed? where fixed != .int8 && checkedPictures == nil:
            printer.report(.buildingNetwork(model: model.rawValue))
            return try colorizer(fixed)
        case .int8?:
            return try measured(source, [.int8], least: 1, cancellation, printer)
        case let fixed?:
            return try measured(source, [fixed], least: 1, cancellation, printer)
        case nil:
            let faster = Precision.fasterThanF32(for: model)
            if faster.isEmpty {
                printer.report(.unmeasuredPrecision(.nothingIsFaster))
                return try colorizer(.f32)
            }
            return try measured(source, faster, least: Self.leastPictures * framesAPicture, cancellation, printer)
        }
    }

    /// Builds it as a plan says, in the precision that the user names, if any. Throws `MediaError` or `NetError`.
    package func build(like plan: NetworkPlan) throws -> BuiltNetwork {
        let precision = precision.fixed ?? plan.signature.precision
        return try colorizer(precision, precision == .int8 ? plan.calibration : nil)
    }

    /// Builds it in f32, without looking at anything. Throws `NetError`.
    package func exact() throws(NetError) -> BuiltNetwork { try colorizer(.f32) }

    private func colorizer(_ precision: Precision, _ calibration: Calibration? = nil) throws(NetError) -> BuiltNetwork {
        var options = options
        options.precision = precision
        options.calibration = precision == .int8 ? calibration : nil
        return BuiltNetwork(
            colorizer: try Colorizer(model: model, weights: weights, options: options), model: model, options: options,
            weights: weights)
    }

    /// As a file says.
    private func build(as file: CalibrationFile, _ path: String, _ printer: any Reporter) throws -> BuiltNetwork {
        let chosen = precision.fixed ?? file.precision
        // A Result, since the compiler (6.3) breaks off at a typed catch that throws another type.
        switch result(chosen, file.calibration) {
        case .success(let colorizer):
            printer.report(.calibratedPrecision(chosen.rawValue, path: path))
            return colorizer
        case .failure(let error) where error.code == .invalidArgument:
            throw MediaError(.badInput, path: path, reason: error.reason)
        case .failure(let error):
            throw error
        }
    }

    private func result(_ precision: Precision, _ calibration: Calibration) -> Result<BuiltNetwork, NetError> {
        do throws(NetError) {
            return .success(try colorizer(precision, calibration))
        } catch {
            return .failure(error)
        }
    }

    /// The first of `candidates` whose pictures are like those of f32, or f32; a single one in any case if that was
    /// asked for.
    private func measured(
        _ source: OrderSource, _ candidates: [Precision], least: Int, _ cancellation: Cancellation,
        _ printer: any Reporter
    ) throws -> BuiltNetwork {
        let isFixed = precision != .auto
        // Before the work: whether it can be written shows now.
        var file = try calibrationPath.map { path throws(MediaError) in
            try UnfinishedFile.begin(path, replaces: false)
        }
        let count = checkedPictures ?? Self.calibratedPictures
        printer.report(.choosingPrecision(precision: "f32", done: 0, of: count))
        let samples = try LightnessSamples(
            of: source, count: count, least: least,
            leastOfPart: isFixed || calibrationPath != nil ? 1 : leastOfPart,
            network: NetworkInput(width: options.inputWidth, height: options.inputHeight), cancellation: cancellation)
        guard !samples.planes.isEmpty else {
            if isFixed {
                throw MediaError(
                    .badOption, path: source.path,
                    reason: "cannot be looked at ahead, which int8 needs", advice: [.giveCalibration])
            }
            let reason = samples.inputCount.map(Notice.PrecisionReason.tooFewFrames) ?? .inputIsReadOnce
            printer.report(.unmeasuredPrecision(reason))
            return try colorizer(.f32)
        }

        let (calibration, references) = try calibrate(on: samples.planes, printer)
        let check = PrecisionCheck(references)
        var verdict = PrecisionVerdict(frameCount: references.count)
        for candidate in candidates {
            let network = try colorizer(candidate, calibration)
            let difference = try check.difference(of: network.colorizer) { done in
                printer.report(.choosingPrecision(precision: candidate.rawValue, done: done, of: references.count))
            }
            guard isFixed || difference.isAcceptable else {
                verdict.refused.append((candidate, difference))
                continue
            }
            verdict.chosen = (candidate, difference)
            verdict.speed = try check.speed(of: network.colorizer, beside: colorizer(.f32).colorizer)
            printer.report(verdict.notice)
            printer.report(.buildingNetwork(model: model.rawValue))
            try save(calibration, candidate, to: &file)
            return network
        }
        printer.report(verdict.notice)
        printer.report(.buildingNetwork(model: model.rawValue))
        try save(calibration, .f32, to: &file)
        return try colorizer(.f32)
    }

    private func save(
        _ calibration: Calibration, _ precision: Precision, to file: inout UnfinishedFile?
    ) throws(FileError) {
        guard var file = file.take() else { return }
        try CalibrationFile(calibration, precision: precision).write(to: &file)
    }

    /// Colours the pictures in f32, watching a handful of them.
    private func calibrate(
        on planes: [[Float]], _ printer: any Reporter
    ) throws -> (Calibration, [PrecisionCheck.Reference]) {
        var options = options
        options.threads = threadsAhead
        let calibrator = try Calibrator(model: model, weights: weights, options: options)
        let interval = max(1, planes.count / Self.calibratedPictures)
        var references: [PrecisionCheck.Reference] = []
        for (index, plane) in planes.enumerated() {
            var ab = [Float](repeating: 0, count: 2 * calibrator.abWidth * calibrator.abHeight)
            var span = ab.mutableSpan
            try calibrator.predict(lightness: plane.span, ab: &span, isWatched: index % interval == interval / 2)
            references.append(.init(lightness: plane, ab: ab))
            printer.report(.choosingPrecision(precision: "f32", done: index + 1, of: planes.count))
        }
        return (calibrator.calibration(), references)
    }
}

extension ColorizerModel {
    /// What the sides of the input are multiples of where it may be chosen: `lite` sees the same where colours are
    /// carried.
    package func inputSizeMultiple(for coloring: ColoringOrder?) -> Int {
        let own = description.inputSizeMultiple
        return coloring?.carriesColors ?? false ? max(own, Self.lite.description.inputSizeMultiple) : own
    }
}
