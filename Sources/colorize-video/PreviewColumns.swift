import ArgumentParser
import Color
import Coloring
import Jobs
import Media
import Net
import Report

/// `--compare model=lite,eccv16`: columns of a preview, each of which differs from the run in one thing.
struct PreviewComparison: ExpressibleByArgument {
    /// What may differ.
    enum Subject: String, CaseIterable {
        case model, chroma, saturation, ends, temperature
        case inputSize = "input-size"
    }

    let subject: Subject
    let values: [String]

    static let allValueStrings = Subject.allCases.map { "\($0.rawValue)=…" }

    init(_ subject: Subject, _ values: [String]) { (self.subject, self.values) = (subject, values) }

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let subject = Subject(rawValue: parts[0]) else { return nil }
        let values = parts[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard !values.contains("") else { return nil }
        self.init(subject, values)
    }
}

/// The columns of a preview: grey, the run's colours, and others to compare with.
struct PreviewColumns {
    private struct Column {
        let label: String
        var command: ColorizeCommand
        /// Whether its network is the run's.
        var isRuns: Bool

        var look: ColorLook {
            var look = command.network.look
            look.chroma = command.enlarging.chroma
            return look
        }
    }

    private let columns: [Column]

    /// With grey.
    var count: Int { columns.count + 1 }

    /// What stands above them.
    var labels: [String] { ["grey"] + columns.map(\.label) }

    /// - Parameters:
    ///   - command: the run.
    ///   - comparisons: what to compare with; none for what is worth choosing between.
    /// - Throws: `ValidationError` for a value that is none, or what stands in the way of the run's network.
    init(_ command: ColorizeCommand, _ comparisons: [PreviewComparison]) throws {
        let model = try command.network.choose().model
        var columns = [Column(label: "as the run: \(model.rawValue)", command: command, isRuns: true)]
        for comparison in comparisons.isEmpty ? try Self.usual(command, model) : comparisons {
            for value in comparison.values {
                columns.append(try Self.column(comparison.subject, value, command))
            }
        }
        self.columns = columns
    }

    /// Other installed networks, the other way to enlarge colour, and less of it.
    private static func usual(_ command: ColorizeCommand, _ runs: ColorizerModel) throws -> [PreviewComparison] {
        var models: [ColorizerModel] = []
        if command.network.weights == nil, command.network.temperature == nil {
            models = ColorizerModel.allCases.filter { $0 != runs && isInstalled($0) }
        }
        let saturations: [Float] = [1, 0.85, 0.7].filter { $0 != command.network.saturation }
        return [
            PreviewComparison(.model, models.map(\.rawValue)),
            PreviewComparison(.chroma, [command.enlarging.chroma == .bilinear ? "guided" : "bilinear"]),
            PreviewComparison(.saturation, saturations.map { "\($0)" }),
        ]
    }

    /// Whether the network's weights are there and can be opened. What is damaged is the business of who asks for it.
    private static func isInstalled(_ model: ColorizerModel) -> Bool {
        do {
            _ = try ModelChoice.model(model).resolve(weightsPath: nil)
            return true
        } catch {
            return false
        }
    }

    private static func column(
        _ subject: PreviewComparison.Subject, _ value: String, _ command: ColorizeCommand
    ) throws -> Column {
        var changed = command
        func refuse(_ takes: String) -> ValidationError {
            ValidationError("--compare \(subject.rawValue)=\(value): takes \(takes)")
        }
        switch subject {
        case .model:
            guard let model = ModelChoice(argument: value) else { throw refuse(ModelChoice.names) }
            changed.network.model = model
            changed.network.weights = nil
        case .chroma:
            guard let chroma = ChromaEnlargement(rawValue: value) else { throw refuse("bilinear or guided") }
            changed.enlarging.chroma = chroma
        case .saturation:
            guard let saturation = Float(value), (0...3).contains(saturation) else { throw refuse("0 to 3") }
            changed.network.saturation = saturation
        case .ends:
            guard let ends = Ends(rawValue: value) else { throw refuse("fade or off") }
            changed.network.ends = ends
        case .temperature:
            guard let temperature = Float(value), temperature > 0, temperature.isFinite else {
                throw refuse("a number above 0")
            }
            changed.network.temperature = temperature
        case .inputSize:
            guard let size = InputSize(argument: value) else { throw refuse("WxH or N") }
            changed.network.inputSize = size
        }
        let isRuns = ![.model, .temperature, .inputSize].contains(subject)
        // Whether there is such a network shows before the work.
        if !isRuns { _ = try changed.network.choose() }
        return Column(label: "\(subject.rawValue) \(value)", command: changed, isRuns: isRuns)
    }

    /// Colours frames of the source: a row for each, with a picture per column.
    ///
    /// - Parameters:
    ///   - look: the source, and the run's network.
    ///   - longerSide: of the pictures.
    /// - Throws: `MediaError`, `NetError`, `ColorError`, or what stands in the way of a network.
    func pictures(
        _ look: LookAhead, longerSide: Int, _ printer: ProgressPrinter
    ) throws -> [(label: String, pictures: [RGBPicture])] {
        let run = look.network.colorizer
        // Columns of one network together: it predicts once for all of them. The run's network is there.
        let others = try columns.indices.filter { !columns[$0].isRuns }.map { index in
            let network = columns[index].command.network
            return (
                index,
                try network.builder(
                    network.choose(), pictureSize: look.preview.pictureSize, threads: columns[index].command.threads,
                    sharesCores: false)
            )
        }
        let inputs = others.map { NetworkInput(width: $1.options.inputWidth, height: $1.options.inputHeight) }
        printer.report(.coloringSheet)
        let frames = try look.preview.frames(for: Set(inputs + [run.input]), longerSide: longerSide)
        var table = frames.map { _ in [Int: RGBPicture]() }
        func color(_ indices: [Int], _ colorizer: Colorizer) throws {
            for (place, frame) in frames.enumerated() {
                let pictures = try frame.colored(by: colorizer, looks: indices.map { columns[$0].look })
                for (index, picture) in zip(indices, pictures) { table[place][index] = picture }
            }
        }
        try color(columns.indices.filter { columns[$0].isRuns }, run)
        for (index, builder) in others {
            printer.report(.buildingNetwork(model: columns[index].label))
            try color([index], builder.exact().colorizer)
        }
        return try zip(frames, table).map { frame, colored in
            let grey = try frame.grey(run)
            return (label: frame.place.words, pictures: [grey] + columns.indices.compactMap { colored[$0] })
        }
    }
}

extension PreviewFrame.Place {
    /// "12:30", "0:03, frame 72", or the still's name.
    fileprivate var words: String {
        switch self {
        case .time(let seconds, let frame): Words.clock(seconds) + (frame.map { ", frame \($0)" } ?? "")
        case .still(let name): name
        }
    }
}
