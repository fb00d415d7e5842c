import ArgumentParser
import ModelStore
import Net
import Weights

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
            let best = ColorizerModel.eccv16
            switch ModelChoice.installedWeights(of: best) {
            case .success(let weights?):
                return Choice(
                    model: best, weights: weights, line: "model: \(best.rawValue) (installed); --model lite is faster")
            case .success(nil):
                return try .embeddedLite("model: lite (eccv16 is not installed: colorize-video models fetch eccv16)")
            case .failure(let error):
                var choice = try Choice.embeddedLite("model: lite")
                choice.warning =
                    "\(error.words); lite is used instead of \(best.rawValue) (colorize-video models remove \(best.rawValue), "
                    + "then fetch or add it again)"
                return choice
            }
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
}
