import ArgumentParser
import ModelStore
import Net
import Weights

/// `--model`: which network to run, and where its weights come from.
enum ModelChoice: ExpressibleByArgument {
    /// The first of `best` whose weights are in the store, otherwise lite.
    case auto
    case model(ColorizerModel)

    /// What `auto` takes, best first: docs/models.md has the figures. The large ones are for those who ask for them:
    /// they need three times ddcolor-tiny's multiplications and four times its weights.
    private static let best: [ColorizerModel] = [.ddcolorTiny, .eccv16]

    static let list = ["auto"] + ColorizerModel.allCases.map(\.rawValue)
    static let names = list.joined(separator: ", ")

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
        /// Why it is not the one that is installed, if that cannot be used.
        var warning: String?
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
                throw store.missing(model.rawValue, operation: "load \(model.rawValue)")
            }
            return Choice(
                model: model, weights: try WeightsFile.open(path: path), line: "model: \(model.rawValue), from \(path)")
        case .auto:
            var unusable: (model: ColorizerModel, error: ModelStoreError)?
            for model in ModelChoice.best {
                switch ModelChoice.installedWeights(of: model) {
                case .success(let weights?):
                    let line = "model: \(model.rawValue) (installed); --model lite is faster"
                    return Choice(model: model, weights: weights, line: line).warning(of: unusable)
                case .success(nil): break
                case .failure(let error): unusable = unusable ?? (model, error)
                }
            }
            let name = ModelChoice.best[0].rawValue
            let advice = unusable == nil ? " (\(name) is not installed: colorize-video models fetch \(name))" : ""
            return try Choice.embeddedLite("model: lite" + advice).warning(of: unusable)
        }
    }
}

extension ModelChoice {
    /// The model's weights in the store; nil if there are none, also on a machine that has no place for a store.
    private static func installedWeights(of model: ColorizerModel) -> Result<WeightTable?, ModelStoreError> {
        let store: ModelStore
        do {
            store = try ModelsEnvironment.store()
        } catch {
            return .success(nil)
        }
        do throws(ModelStoreError) {
            return .success(try store.weights(of: try store.model(named: model.rawValue)))
        } catch {
            return .failure(error)
        }
    }
}

extension ModelChoice.Choice {
    fileprivate static func embeddedLite(_ line: String) throws -> ModelChoice.Choice {
        ModelChoice.Choice(model: .lite, weights: try WeightTable.embeddedLite(), line: line)
    }

    /// The same, with what to say where better weights are damaged.
    fileprivate func warning(of unusable: (model: ColorizerModel, error: ModelStoreError)?) -> ModelChoice.Choice {
        guard let unusable else { return self }
        let name = unusable.model.rawValue
        var choice = self
        choice.warning =
            "\(unusable.error.words); \(model.rawValue) is used instead of \(name) (colorize-video models remove "
            + "\(name), then fetch or add it again)"
        return choice
    }
}
