import ArgumentParser
import Color
import Coloring
import Jobs
import Net

/// Which network predicts colour, and how strongly. The help has to fit a screen; docs/options.md has what is hidden.
struct NetworkOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("\(ModelChoice.names).", valueName: "name"), completion: .list(ModelChoice.list))
    var model: ModelChoice = .auto

    @Option(
        help: ArgumentHelp(
            "The network's weights: safetensors or PyTorch.", valueName: "file", visibility: .rare),
        completion: .file())
    var weights: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Strength of the colours, 0 to 3.", valueName: "number"))
    var saturation: Float = 1

    @Option(
        help: ArgumentHelp("Towards black and white colours fade, or off.", valueName: "how", visibility: .rare),
        completion: .list(Ends.allCases.map(\.rawValue)))
    var ends = Ends.fade

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Below 1 bolder, above 1 greyer. (default: its own)", valueName: "number", visibility: .rare))
    var temperature: Float?

    @Option(
        help: ArgumentHelp("What the network sees: WxH or N.", valueName: "size", visibility: .rare))
    var inputSize = InputSize.size(width: 256, height: 256)

    @Option(
        help: ArgumentHelp("auto, f32, bf16, int8: fewer bits are faster.", valueName: "bits"),
        completion: .list(PrecisionChoice.allCases.map(\.rawValue)))
    var precision: PrecisionChoice?

    @Option(
        help: ArgumentHelp("int8's scales: read if there, else written.", valueName: "file", visibility: .rare),
        completion: .file())
    var calibration: String?

    func validate() throws {
        guard (0...3).contains(saturation) else { throw ValidationError("--saturation takes 0 to 3") }
        if let temperature, !(temperature > 0 && temperature.isFinite) {
            throw ValidationError("--temperature takes a number above 0")
        }
    }

    /// How predicted colours become a picture's.
    var look: ColorLook { ColorLook(saturation: saturation, fade: ends.fade) }

    /// The network and its weights. Throws `NetError`, `WeightsError` or `ModelStoreError`, or `ValidationError` where
    /// the options contradict each other.
    func choose() throws -> ModelChoice.Choice {
        let choice = try model.resolve(weightsPath: weights)
        if temperature != nil && !choice.model.description.hasBins {
            throw ValidationError("--temperature means nothing to \(choice.model.rawValue), which has no colour bins")
        }
        return choice
    }

    /// - Parameters:
    ///   - choice: of `choose`.
    ///   - pictureSize: of all pictures, nil if they differ.
    ///   - threads: 0 for one a core.
    ///   - coloring: what the network is for; nil for single pictures.
    ///   - sharesCores: whether pictures are coloured and encoded at the same time. The precision is then `auto` where
    ///     the user names none, otherwise f32.
    func builder(
        _ choice: ModelChoice.Choice, pictureSize: (width: Int, height: Int)?, threads: Int,
        for coloring: ColoringOrder? = nil, sharesCores: Bool
    ) -> ColorizerBuilder {
        var options = Colorizer.Options()
        options.temperature = temperature
        (options.inputWidth, options.inputHeight) = inputSize.resolved(
            for: pictureSize, multiple: choice.model.inputSizeMultiple(for: coloring))
        let precision = precision ?? (sharesCores ? .auto : .f32)
        options.threads =
            sharesCores
            ? choice.model.threads(options, precision, pictureSize: pictureSize, threads: threads) : threads
        if sharesCores { options.concurrentPredictions = choice.model.picturesAtOnce(threads: options.threads) }
        var builder = ColorizerBuilder(model: choice.model, weights: choice.weights, options: options)
        builder.precision = precision
        builder.calibrationPath = calibration
        builder.threadsAhead = threads
        coloring.map { builder.prepare(for: $0) }
        return builder
    }
}

/// `--ends`: what becomes of colour near black and near white.
enum Ends: String, CaseIterable, ExpressibleByArgument {
    case fade, off

    var fade: ChromaFade? { self == .fade ? .usual : nil }
}

extension PrecisionChoice: ExpressibleByArgument {
    /// None: the option's help names them itself, in one line.
    public static var allValueStrings: [String] { [] }
}
