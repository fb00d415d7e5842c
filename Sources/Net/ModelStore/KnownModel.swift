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
    /// The file's name at its origin and in the store.
    package let fileName: String
    /// The file's length in bytes.
    package let byteCount: Int
    /// SHA-256 of the file, 64 lower-case hexadecimal digits. This alone decides whether a download is the model.
    package let sha256: String
    /// Where to fetch it, in the order of trying.
    package let addresses: [String]
    /// Throws `wrongWeights` unless the tensors are all of this network's and no others.
    let check: @Sendable (WeightTable) throws(NetError) -> Void

    /// The networks of https://github.com/richzhang/colorization, which is also where their licence stands. First the
    /// release's own address, then Intel's mirror of the same files, then another project's release: its files are kept
    /// only if they are the same to the bit.
    package static let all: [KnownModel] = [
        KnownModel(
            name: "eccv16", summary: "Colorful Image Colorization (Zhang, Isola, Efros; ECCV 2016)",
            license: "BSD-2-Clause", fileName: "colorization_release_v2-9b330a0b.pth", byteCount: 128_976_165,
            sha256: "9b330a0bae53f4ded77b1e23defbf78beaa09c10ebc4c4999e8e4f4a160b93f9",
            addresses: [
                "https://colorizers.s3.us-east-2.amazonaws.com/colorization_release_v2-9b330a0b.pth",
                "https://storage.openvinotoolkit.org/repositories/open_model_zoo/public/2022.1/colorization-v2/"
                    + "colorization_release_v2-9b330a0b.pth",
                "https://github.com/clibdev/colorization/releases/latest/download/colorization-eccv-16.pth",
            ],
            check: { (table) throws(NetError) in try ColorizerModel.eccv16.check(table) }),
        KnownModel(
            name: "siggraph17",
            summary: "Real-Time User-Guided Image Colorization (Zhang, Zhu, et al.; SIGGRAPH 2017)",
            license: "BSD-2-Clause", fileName: "siggraph17-df00044c.pth", byteCount: 136_787_426,
            sha256: "df00044c0a4d7c3edcecf6f75437ce346a66e7a42612d9b968e1a7e17dbc6f66",
            addresses: [
                "https://colorizers.s3.us-east-2.amazonaws.com/siggraph17-df00044c.pth",
                "https://storage.openvinotoolkit.org/repositories/open_model_zoo/public/2022.1/colorization-siggraph/"
                    + "siggraph17-df00044c.pth",
                "https://github.com/clibdev/colorization/releases/latest/download/colorization-siggraph-17.pth",
            ],
            check: { (table) throws(NetError) in try ColorizerModel.siggraph17.check(table) }),
    ]
}
