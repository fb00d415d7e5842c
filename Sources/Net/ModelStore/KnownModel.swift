internal import Net
internal import Weights

/// A published network whose weights the store can fetch, and how to know them.
package struct KnownModel: Sendable {
    /// As `--model` takes it.
    package let name: String
    /// For people: what it is.
    package let summary: String
    /// SPDX identifier, of the release and of its weights.
    package let license: String
    /// For people who mind: what it was trained on.
    package let training: String
    /// The published file.
    let file: PublishedWeights
    /// Throws `wrongWeights` unless the tensors are all of this network's and no others.
    let check: @Sendable (WeightTable) throws(NetError) -> Void

    /// The file's name at its origin and in the store.
    package var fileName: String { file.fileName }
    /// The file's length in bytes.
    package var byteCount: Int { file.byteCount }

    /// The networks of https://github.com/richzhang/colorization and of https://github.com/piddnad/DDColor, which is
    /// also where their licences stand.
    package static let all: [KnownModel] = ColorizerModel.allCases.compactMap { model in
        let description = model.description
        guard case .published(let file) = description.origin else { return nil }
        return KnownModel(
            name: model.rawValue, summary: description.summary, license: description.license,
            training: description.training, file: file,
            check: { (table) throws(NetError) in try model.check(table) })
    }
}
