public import Weights

/// Predicts colour from lightness with one network on the processor.
///
/// Sendable: so many predictions run at a time as `Options.concurrentPredictions` says, whichever threads they come
/// from; further ones wait. Each thread that predicts gets helper threads of its own from oneDNN's runtime if a
/// prediction has more than one, so let the same threads predict again and again.
public final class Colorizer: Sendable {
    /// How a network is run.
    public struct Options: Sendable {
        /// Columns of the network's input; a multiple of the model's `inputSizeMultiple`, at most 8,192.
        public var inputWidth = 256
        /// Rows of the network's input, likewise.
        public var inputHeight = 256
        /// Processor threads; 0 for as many as the process may use, at most 1,024.
        public var threads = 0
        /// What the logits are divided by before the softmax, more than 0: below 1 the likeliest colours win, above 1
        /// everything turns greyer. Nil: the weights' own (metadata `temperature`), or else 1, which is what the
        /// PyTorch release does. Ignored by models without `hasTemperature`.
        package var temperature: Float?
        /// How exactly it computes. `int8` needs a `calibration`.
        public var precision = Precision.f32
        /// Of this network with these weights, made by a `Calibrator`.
        public var calibration: Calibration?
        /// Predictions that may run at the same time, each on its share of the threads: small networks gain, since
        /// threads that share one small layer wait for one another. 1 to 1,024, at most as many as threads.
        public var concurrentPredictions = 1

        /// 256×256, all cores, the weights' own temperature.
        public init() {}
    }

    /// Columns of the lightness plane that `predict` takes.
    package let inputWidth: Int
    /// Rows of that plane.
    package let inputHeight: Int
    /// Columns of the planes that `predict` gives: the network's own resolution, a quarter of the input's for lite and
    /// eccv16, the input's for siggraph17.
    public let abWidth: Int
    /// Rows of those planes.
    public let abHeight: Int

    /// Predictions that run at the same time.
    package let concurrentPredictions: Int

    /// What decides the bits of its results, besides the network and its weights.
    let signature: NumericSignature

    let executors: ExecutorPool

    /// What networks are computed by.
    static let defaultBackend = OneDNNBackend()

    /// Builds the network and packs its weights for this processor; `weights` are not needed afterwards. Takes a good
    /// part of a second for the big networks.
    ///
    /// Throws `invalidArgument` for options out of range and a calibration that is missing or another network's,
    /// `wrongWeights` (naming the tensors that are missing, unknown or misshapen) if `weights` are not the model's,
    /// `execution` if oneDNN or memory fail.
    public convenience init(
        model: ColorizerModel, weights: WeightTable, options: Options = Options()
    ) throws(NetError) {
        try self.init(model: model, weights: weights, options: options, backend: Self.defaultBackend)
    }

    init(
        model: ColorizerModel, weights: WeightTable, options: Options, backend: some Backend
    ) throws(NetError) {
        let graph = try Self.graph(model, weights, options)
        try Self.checkCalibration(options, model, graph)
        let threads = options.threads > 0 ? options.threads : backend.capabilities.threadCount
        concurrentPredictions = max(1, min(options.concurrentPredictions, threads))
        let plan = Plan(
            graph, for: backend.capabilities, precision: options.precision,
            limits: options.calibration?.limits ?? [:])
        let program = try backend.compile(plan, threadCount: threads / concurrentPredictions)
        signature = program.signature
        executors = try ExecutorPool(program, count: concurrentPredictions)
        let output = graph.shape(graph.output)
        inputWidth = options.inputWidth
        inputHeight = options.inputHeight
        abWidth = output.width
        abHeight = output.height
    }

    /// The network's description, with its weights.
    static func graph(_ model: ColorizerModel, _ weights: WeightTable, _ options: Options) throws(NetError) -> Graph {
        try check(options, model)
        let temperature =
            if let temperature = options.temperature { temperature } else { try Self.temperature(of: weights, model) }
        let strength = try Self.strength(of: weights, model)
        return try model.description.network.graph(
            weights: weights, width: options.inputWidth, height: options.inputHeight, temperature: temperature,
            strength: strength)
    }

    /// Predicts the colour of one picture.
    ///
    /// - `lightness`: L*, 0…100, `inputHeight` rows of `inputWidth` values.
    /// - `ab`: receives a*, then b*, each `abHeight` rows of `abWidth` values, in the units of Lab.
    ///
    /// Any thread may call it; its memory was reserved by `init`. Throws `invalidArgument` if a plane has another size
    /// and `execution` if the result holds something that is not a number, which sound weights never give.
    public func predict(lightness: Span<Float>, ab: inout MutableSpan<Float>) throws(NetError) {
        try executors.run(lightness, into: &ab)
        for index in ab.indices where !ab[index].isFinite {
            throw NetError(
                .execution, operation: "predict colour",
                reason: "the network's result is not a number; are its weights sound?")
        }
    }

    private static func checkCalibration(_ options: Options, _ model: ColorizerModel, _ graph: Graph) throws(NetError) {
        func refuse(_ reason: String) -> NetError {
            NetError(.invalidArgument, operation: "build \(model.rawValue)", reason: reason)
        }
        guard options.precision == .int8 else { return }
        guard let calibration = options.calibration else {
            throw refuse("int8 needs a calibration")
        }
        guard calibration.model == model else {
            throw refuse("the calibration is for \(calibration.model.rawValue)")
        }
        guard calibration.inputWidth == options.inputWidth, calibration.inputHeight == options.inputHeight else {
            throw refuse(
                "the calibration is for an input of \(calibration.inputWidth)x\(calibration.inputHeight), not "
                    + "\(options.inputWidth)x\(options.inputHeight)")
        }
        guard try calibration.fingerprint == graph.fingerprint() else {
            throw refuse("the calibration is for other weights")
        }
    }

    /// Throws unless everything is in range.
    private static func check(_ options: Options, _ model: ColorizerModel) throws(NetError) {
        func refuse(_ reason: String) -> NetError {
            NetError(.invalidArgument, operation: "build \(model.rawValue)", reason: reason)
        }
        let multiple = model.description.inputSizeMultiple
        for size in [options.inputWidth, options.inputHeight] {
            guard size > 0, size <= 8192, size % multiple == 0 else {
                throw refuse(
                    "an input of \(options.inputWidth)x\(options.inputHeight) does not fit; "
                        + "\(model.rawValue) takes multiples of \(multiple) up to 8192")
            }
        }
        guard (0...1024).contains(options.threads) else {
            throw refuse("\(options.threads) is no number of threads from 0 to 1024")
        }
        guard (1...1024).contains(options.concurrentPredictions) else {
            throw refuse("\(options.concurrentPredictions) is no number of predictions from 1 to 1024")
        }
        if let temperature = options.temperature {
            guard temperature.isFinite, temperature > 0 else { throw refuse("a temperature must be more than 0") }
        }
    }

    /// The temperature that was chosen for these weights.
    private static func temperature(of weights: WeightTable, _ model: ColorizerModel) throws(NetError) -> Float {
        try number("temperature", of: weights, model) { $0 > 0 && $0.isFinite }
    }

    /// A factor on the network's a* and b* that was chosen for these weights.
    private static func strength(of weights: WeightTable, _ model: ColorizerModel) throws(NetError) -> Float {
        try number("strength", of: weights, model) { $0 > 0 && $0 <= 4 }
    }

    /// A number in the weights' metadata; 1 if they do not have it. Throws `wrongWeights` if it is none, or not sound.
    private static func number(
        _ key: String, of weights: WeightTable, _ model: ColorizerModel, isSound: (Float) -> Bool
    ) throws(NetError) -> Float {
        guard let text = weights.metadata[key] else { return 1 }
        guard let number = Float(text), isSound(number) else {
            throw NetError(
                .wrongWeights, operation: "build \(model.rawValue)", path: weights.path,
                reason: "their \(key) is \"\(text)\"")
        }
        return number
    }
}
