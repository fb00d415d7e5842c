import Files
import Glibc
import Net
import TestSupport
import Testing
import Weights

@testable import ModelStore

/// A model store in a folder of its own that knows one small model, "tiny", whose published file is 300,000 bytes.
/// No other file has its tensors unless it has a tensor "weight" of two by two, as the goldens `wrapped` have.
struct StoreFixture {
    let folder: TemporaryFolder
    let store: ModelStore
    let model: KnownModel

    static let published: [UInt8] = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }

    /// `addresses`: of the published file. `environment`: of curl, besides PATH; no proxy of this machine's gets in.
    init(_ addresses: [String] = [], environment: [String: String] = [:], curl: String = "curl") throws {
        folder = try TemporaryFolder()
        model = KnownModel(
            name: "tiny", summary: "for tests", license: "CC0-1.0", training: "nothing",
            file: PublishedWeights(
                fileName: "tiny-1234.pth", byteCount: Self.published.count,
                sha256: Self.digest(of: Self.published), addresses: addresses),
            check: { (table) throws(NetError) in
                guard table.tensors.mapValues(\.shape) == ["weight": [2, 2]] else {
                    throw NetError(.wrongWeights, operation: "build tiny", reason: "not the weights of tiny")
                }
            })
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        let variables = ["XDG_CACHE_HOME": folder.path, "PATH": path].merging(environment) { $1 }
        store = try ModelStore(environment: variables, models: [model], curl: curl)
    }

    static func digest(of bytes: [UInt8]) -> String { SHA256.digest(of: bytes.span.bytes) }

    /// Puts a file into the store's folder behind its back, or elsewhere.
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        try FileSystem.makeDirectories(store.directory)
        let path = "\(store.directory)/\(name)"
        var file = try UnfinishedFile.begin(path)
        try file.append(bytes)
        try file.finish()
        return path
    }

    func contents(_ name: String) throws -> [UInt8] {
        try WeightsFixtures.bytes("\(store.directory)/\(name)")
    }

    /// Names of what is in the store.
    var names: [String] {
        get throws { try WeightsFixtures.names(in: store.directory).filter { $0 != ".lock" } }
    }
}
