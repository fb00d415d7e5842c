public import Weights

/// Predicts colour from lightness with one network on the processor.
///
/// Sendable: so many predictions run at a time as `Options.concurrentPredictions` says, whichever threads they come
/// from; further ones wait. Each thread that predicts gets helper threads of its own from oneDNN's runtime if a
/// prediction has more than one, so let the same threads predict again and again.
public final class Colorizer: Sendable {
    /// How a network is run.
    public struct Options: Equatable, Sendable {
        /// Columns of the network's input; a multiple of the model's `inputSizeMultiple`, at most 8,192.
        public var inputWidth = 256
        /// Rows of the network's input, likewise.
        public var inputHeight = 256
        /// Processor threads; 0 for as many as the process may use, at most 1,024.
        public var threads = 0
        /// What the logits are divided by before the softmax, more than 0: below 1 the likeliest colours win, above 1
        /// everything turns greyer. Nil: the weights' own (metadata `temperature`), or else 1, which is what the
        /// PyTorch release does. Ignored by models without bins.
        package var temperature: Float?
        /// How exactly it computes. `int8` needs a `calibration`.
        public var precision = Precision.f32
        /// Of this network with these weights, made by a `Calibrator`.
        public var calibration: Calibration?
        /// Predictions that may run at the same time, each on its share of the threads: small networks gain, since
        /// threads that share one small layer wait for one another. 1 to 1,024, at most as many as threads.
        public var concurrentPredictions = 1

        /// Whether the input has hints. Only for models that take them.
        package var readsHints = false
        /// Whether the output has the certainty. Only for models with bins.
        package var givesCertainty = false
        /// Whether the output has the encoder's features: what the network knows of each place of the picture.
        package var givesFeatures = false
        /// Whether the output has, in place of those, the decoder's last features: what tells each place from others,
        /// at the resolution of the colours. Only for models that have a `keysReader`.
        package var givesKeys = false

        /// 256×256, all cores, the weights' own temperature.
        public init() {}
    }

    /// What `predict` reads of each picture.
    package let input: NetworkInput
    /// What it gives: at a quarter of the input's size for lite and eccv16, at the input's for siggraph17.
    package let output: NetworkOutput

    /// Columns of the input's planes.
    package var inputWidth: Int { input.width }
    /// Rows of them.
    package var inputHeight: Int { input.height }
    /// Columns of the output's planes.
    public var abWidth: Int { output.width }
    /// Rows of them.
    public var abHeight: Int { output.height }

    /// Predictions that run at the same time.
    package let concurrentPredictions: Int

    /// What determines the bits of its results, apart from the model, its weights, the input's size and a calibration.
    package let signature: NumericSignature

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
        let shapes = graph.outputs.map(graph.shape)
        input = NetworkInput(width: options.inputWidth, height: options.inputHeight, hasHints: options.readsHints)
        output = NetworkOutput(
            width: shapes[0].width, height: shapes[0].height, hasCertainty: options.givesCertainty,
            featuresShape: shapes.dropFirst().first.map {
                NetworkOutput.FeaturesShape(channels: $0.channels, height: $0.height, width: $0.width)
            })
    }

    /// The network's description, with its weights.
    static func graph(_ model: ColorizerModel, _ weights: WeightTable, _ options: Options) throws(NetError) -> Graph {
        try check(options, model)
        let temperature =
            if let temperature = options.temperature { temperature } else { try Self.temperature(of: weights, model) }
        let strength = try Self.strength(of: weights, model)
        var graph = try model.description.network.graph(
            weights: weights,
            NetworkSettings(
                width: options.inputWidth, height: options.inputHeight, temperature: temperature, strength: strength,
                readsHints: options.readsHints, givesCertainty: options.givesCertainty))
        if options.givesKeys {
            guard let reader = graph.nodes.first(where: { $0.name == model.description.keysReader }) else {
                preconditionFailure("\(model.rawValue) has no layer that reads keys")
            }
            graph.outputs.append(reader.input)
        } else if options.givesFeatures {
            guard let features = graph.result(named: model.description.featuresLayer) else {
                preconditionFailure("\(model.rawValue) has no layer \(model.description.featuresLayer)")
            }
            graph.outputs.append(features)
        }
        return graph
    }

    /// Predicts the colour of one picture from its lightness: `predict` for networks whose input and output are no
    /// more.
    ///
    /// - `lightness`: L*, 0…100, `inputHeight` rows of `inputWidth` values.
    /// - `ab`: receives a*, then b*, each `abHeight` rows of `abWidth` values, in the units of Lab.
    ///
    /// Throws as `predict`.
    public func predict(lightness: Span<Float>, ab: inout MutableSpan<Float>) throws(NetError) {
        try predict(lightness, into: &ab)
    }

    /// Predicts the colours of a batch of pictures.
    ///
    /// Any thread may call it; its memory was reserved by `init`.
    ///
    /// - Parameters:
    ///   - batch: one or more inputs, one after another, each laid out as `input` says.
    ///   - result: receives as many outputs, each laid out as `output` says.
    /// - Throws: `invalidArgument` if one of the two has another size, `execution` if the result holds something that
    ///   is not a number, which sound weights never give.
    package func predict(_ batch: Span<Float>, into result: inout MutableSpan<Float>) throws(NetError) {
        try executors.run(batch, into: &result)
        for index in result.indices where !result[index].isFinite {
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
        guard model.description.takesHints || !options.readsHints else { throw refuse("it takes no hints") }
        guard model.description.hasBins || !options.givesCertainty else {
            throw refuse("it cannot tell how sure it is")
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
