import ArgumentParser
import Net

/// `--model`: which network to run, and where its weights come from.
enum ModelChoice: ExpressibleByArgument {
    /// eccv16 if its weights are in the store, otherwise lite.
    case auto
    case model(ColorizerModel)

    static let names = (["auto"] + ColorizerModel.allCases.map(\.rawValue)).joined(separator: ", ")

    init?(argument: String) {
        if argument == "auto" {
            self = .auto
        } else if let model = ColorizerModel(rawValue: argument) {
            self = .model(model)
        } else {
            return nil
        }
    }

    var defaultValueDescription: String {
        switch self {
        case .auto: "auto"
        case .model(let model): model.rawValue
        }
    }

    /// A network with its weights, and one line that says which.
    struct Choice {
        let model: ColorizerModel
        let weights: WeightTable
        let line: String
    }

    /// Nothing is downloaded: weights that are not there are an error that says how to get them.
    ///
    /// - `weightsPath`: a file to use instead of the program's or the store's; its tensors say which network it is for
    ///   when the choice is `auto`.
    func resolve(weightsPath: String?) throws -> Choice {
        if let weightsPath {
            let table = try WeightsFile.open(path: weightsPath)
            let model =
                switch self {
                case .auto: try ColorizerModel(weights: table)
                case .model(let model): model
                }
            return Choice(model: model, weights: table, line: "model: \(model.rawValue), weights \(weightsPath)")
        }
        switch self {
        case .model(.lite): return try .embeddedLite("model: lite")
        case .model(let model):
            let store = try ModelsEnvironment.store()
            guard let path = store.installedPath(for: model.rawValue) else {
                throw NetError(
                    .notInstalled, operation: "load \(model.rawValue)",
                    reason: store.missingMessage(for: model.rawValue))
            }
            return Choice(
                model: model, weights: try WeightsFile.open(path: path), line: "model: \(model.rawValue), from \(path)")
        case .auto:
            let best = ColorizerModel.eccv16
            if let path = ModelChoice.installedPath(for: best) {
                return Choice(
                    model: best, weights: try WeightsFile.open(path: path),
                    line: "model: \(best.rawValue) (installed); --model lite is faster")
            }
            return try .embeddedLite("model: lite (eccv16 is not installed: colorize-video models fetch eccv16)")
        }
    }
}

extension ModelChoice {
    /// Where the store has the model's weights; nil also on a machine that has no place for a store.
    private static func installedPath(for model: ColorizerModel) -> String? {
        do {
            return try ModelsEnvironment.store().installedPath(for: model.rawValue)
        } catch {
            return nil
        }
    }
}

extension ModelChoice.Choice {
    fileprivate static func embeddedLite(_ line: String) throws -> ModelChoice.Choice {
        ModelChoice.Choice(model: .lite, weights: try WeightTable.embeddedLite(), line: line)
    }
}
