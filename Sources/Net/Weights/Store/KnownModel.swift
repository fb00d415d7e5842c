/// A published network whose weights the store can fetch, and how to know them.
public struct KnownModel: Sendable {
    /// As `--model` takes it.
    public let name: String
    /// For people: what it is.
    public let summary: String
    /// SPDX identifier, of the release and of its weights.
    public let license: String
    /// The file's name at its origin and in the store.
    public let fileName: String
    /// The file's length in bytes.
    public let byteCount: Int
    /// SHA-256 of the file, 64 lower-case hexadecimal digits. This alone decides whether a download is the model.
    public let sha256: String
    /// Where to fetch it, in the order of trying.
    public let addresses: [String]
    /// A few tensors and their shapes by which another file with weights for this network is known: what no other
    /// network has. Whether all tensors are there is for the network's builder to say.
    public let telltales: [String: [Int]]

    /// Describes a model; see the properties. The table below has the real ones, tests have smaller ones.
    public init(
        name: String, summary: String, license: String, fileName: String, byteCount: Int, sha256: String,
        addresses: [String], telltales: [String: [Int]]
    ) {
        self.name = name
        self.summary = summary
        self.license = license
        self.fileName = fileName
        self.byteCount = byteCount
        self.sha256 = sha256
        self.addresses = addresses
        self.telltales = telltales
    }

    /// The networks of https://github.com/richzhang/colorization, which is also where their licence stands. First the
    /// release's own address, then Intel's mirror of the same files, then another project's release: its files are kept
    /// only if they are the same to the bit.
    public static let all: [KnownModel] = [
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
            telltales: [
                "model1.0.weight": [64, 1, 3, 3], "model8.6.weight": [313, 256, 1, 1],
                "model_out.weight": [2, 313, 1, 1],
            ]),
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
            telltales: [
                "model1.0.weight": [64, 4, 3, 3], "model10up.0.weight": [128, 128, 4, 4],
                "model_out.0.weight": [2, 128, 1, 1],
            ]),
    ]
}
