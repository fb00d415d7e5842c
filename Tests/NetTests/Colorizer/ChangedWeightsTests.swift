import Foundation
import TestSupport
import Testing
import Weights

@testable import Net

/// Weights files that other programs change while a network is built from them.
@Suite struct ChangedWeightsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// From the first tensor on, a network's weights are read again and again.
    @Test func weightsThatAreCutShortAreAnError() throws {
        let path = folder.file("lite.safetensors")
        try FileManager.default.copyItem(
            atPath: "\(ProjectTree.root)/Sources/EmbeddedWeights/lite.safetensors", toPath: path)
        let table = try WeightsFile.open(path: path)
        try #require(truncate(path, 20_000) == 0)
        let error = #expect(throws: NetError.self) { try Colorizer(model: .lite, weights: table) }
        #expect(error?.code == .unreadableFile)
        #expect(error?.description == "\(path): became shorter while it was read")
    }

    /// What is opened sees the file as it was, when another takes its place.
    @Test func aFileThatIsReplacedStays() throws {
        let path = folder.file("lite.safetensors")
        let original = "\(ProjectTree.root)/Sources/EmbeddedWeights/lite.safetensors"
        try FileManager.default.copyItem(atPath: original, toPath: path)
        let table = try WeightsFile.open(path: path)
        try Data("other".utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        #expect(throws: Never.self) { try Colorizer(model: .lite, weights: table) }
    }
}
