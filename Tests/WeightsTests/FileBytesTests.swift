import Foundation
import TestSupport
import Testing

@testable import Weights

/// Files that other programs change while they are read.
@Suite struct FileBytesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func bytesAreLoadedWhenTheyAreAskedFor() throws {
        let contents = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
        try Data(contents).write(to: URL(fileURLWithPath: folder.file("a")))
        let file = try FileBytes(path: folder.file("a"))
        for range in [0..<1, 262_143..<262_145, 999_999..<1_000_000, 500_000..<500_000, 0..<1_000_000] {
            #expect(try file.withBytes(range) { Array($0) } == Array(contents[range]))
            file.release()
        }
        try file.load(700_000..<700_001)
        #expect(file.bytes[700_000] == contents[700_000])
    }

    @Test func aFileThatIsCutShortIsAnError() throws {
        let path = folder.file("a")
        try Data(count: 1_000_000).write(to: URL(fileURLWithPath: path))
        let file = try FileBytes(path: path)
        try file.load(0..<10)
        try #require(truncate(path, 300_000) == 0)
        // What is there already stays.
        #expect(try file.withBytes(0..<10) { $0.count } == 10)
        let error = #expect(throws: MalformedWeights.self) { try file.load(999_000..<1_000_000) }
        #expect(error?.reason == "became shorter while it was read")
        file.release()
        #expect(throws: MalformedWeights.self) { try file.withBytes(0..<400_000) { $0.count } }
    }
}
