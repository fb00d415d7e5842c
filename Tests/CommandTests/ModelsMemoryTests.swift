import Foundation
import TestSupport
import Testing

/// No weights file makes the program allocate more than 64 MiB before it is refused: `models convert` with the kernel
/// holding its memory to that much more than a sound small file needs. Sanitizers need more for themselves.
@Suite(.enabled(if: getenv("ASAN_OPTIONS") == nil && getenv("TSAN_OPTIONS") == nil))
struct ModelsMemoryTests {
    private let folder: TemporaryFolder
    private static let hostile = "\(ProjectTree.root)/Tests/Hostile"
    private static let allowedKibibytes = 64 << 10

    init() throws { folder = try TemporaryFolder() }

    private func convert(_ input: String, dataKibibytes: Int) throws -> CommandResult {
        let script = "ulimit -c 0; ulimit -d \(dataKibibytes); exec \"$0\" \"$@\""
        let output = folder.file("out.safetensors")
        return try Command.run(
            "sh", ["-c", script, Command.colorizeVideo, "models", "convert", "-y", input, output],
            environment: ["SWIFT_BACKTRACE": "enable=no"])
    }

    /// What the program and its libraries take to run at all, to 2 MiB.
    private func base() throws -> Int {
        func suffices(_ limit: Int) throws -> Bool {
            try convert("\(Self.hostile)/sound.zip", dataKibibytes: limit).exitCode == 0
        }
        var (tooLittle, enough) = (0, 512 << 10)
        try #require(try suffices(enough))
        while enough - tooLittle > 2 << 10 {
            let middle = (tooLittle + enough) / 2
            if try suffices(middle) { enough = middle } else { tooLittle = middle }
        }
        return enough
    }

    private func expectRefusal(_ path: String, base: Int, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let result = try convert(path, dataKibibytes: base + Self.allowedKibibytes)
        #expect(result.exitCode == 1, "\(path): \(result.errorOutput)", sourceLocation: sourceLocation)
        #expect(result.errorOutput.hasPrefix("colorize-video: \(path): "), sourceLocation: sourceLocation)
    }

    @Test func hostileFiles() throws {
        let base = try base()
        var count = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.hostile).sorted()
        where [".st", ".zip", ".legacy", ".other"].contains(where: name.hasSuffix) && !name.hasPrefix("sound.") {
            try expectRefusal("\(Self.hostile)/\(name)", base: base)
            count += 1
        }
        #expect(count > 150)
    }

    /// Files as large as the limits let them be, made to cost as much as they can.
    @Test func greedyFiles() throws {
        let base = try base()
        for kind in GreedyWeights.kinds {
            try GreedyWeights.file(kind).write(to: URL(fileURLWithPath: folder.file(kind)))
            try expectRefusal(folder.file(kind), base: base)
        }
    }
}

/// Weights files that ask for much memory.
private enum GreedyWeights {
    static let kinds = [
        "tuples", "lists", "list", "memo", "text", "dictionary", "names", "shapes", "metadata", "entries",
    ]

    static func file(_ kind: String) -> Data {
        switch kind {
        case "tuples": legacy(Data("]".utf8) + repeated("N\u{85}a", 170_000))
        case "lists": legacy(Data("]".utf8) + repeated("](NNNNea", 65_000))
        case "list":
            legacy(Data("](".utf8) + repeated("NNNNNNNNNNNNNNN", 1000) + Data("e".utf8) + repeated("Na", 250_000))
        case "memo": legacy(Data("N".utf8) + memo(130_000))
        case "text": legacy(Data("X".utf8) + little(UInt32(4_000_000)) + Data(count: 4_000_000) + Data("a".utf8))
        case "dictionary": legacy(Data("}".utf8) + repeated("NNs", 170_000))
        case "names": safetensors("{" + (0..<16_384).map { "\"\(padded($0))\":0" }.joined(separator: ",") + "}")
        case "shapes": safetensors("{" + (0..<16_384).map { tensor("\($0)") }.joined(separator: ",") + ",\"x\":0}")
        case "metadata":
            safetensors("{\"__metadata__\":{\"a\":\"\(String(repeating: "\\u0041", count: 690_000))\"},\"x\":0}")
        default: zip(32_768)
        }
    }

    private static func little<Value: FixedWidthInteger>(_ value: Value) -> Data {
        withUnsafeBytes(of: value.littleEndian) { Data($0) }
    }

    /// Each scalar of `text` a byte.
    private static func repeated(_ text: String, _ count: Int) -> Data {
        let bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        return Data((0..<count).flatMap { _ in bytes })
    }

    /// A pickle in the place of the old format's second.
    private static func legacy(_ operations: Data) -> Data {
        let magic: [UInt8] = [
            0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E, 0x80, 2,
        ]
        return Data(magic) + operations + Data(".".utf8)
    }

    private static func memo(_ count: UInt32) -> Data {
        (0..<count).reduce(into: Data()) { data, place in data += Data("r".utf8) + little(place &* 2_654_435_761) }
    }

    private static func safetensors(_ header: String) -> Data { little(UInt64(header.utf8.count)) + Data(header.utf8) }

    private static func padded(_ number: Int) -> String { String(repeating: "n", count: 240) + "\(number)" }

    private static func tensor(_ name: String) -> String {
        "\"\(String(repeating: "n", count: 90))\(name)\":"
            + "{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1],\"data_offsets\":[0,4]}"
    }

    /// As many entries as may be, all with long names.
    private static func zip(_ count: Int) -> Data {
        var body = Data()
        var directory = Data()
        for number in 0..<count {
            let digits = "\(number)"
            let name = Data((String(repeating: "n", count: 250 - digits.count) + digits).utf8)
            let sizes = little(UInt16(name.count)) + little(UInt16(0))
            let offset = UInt32(body.count)
            body += Data("PK\u{3}\u{4}".utf8) + Data(count: 22) + sizes + name
            directory += Data("PK\u{1}\u{2}".utf8) + Data(count: 24) + sizes + Data(count: 10) + little(offset) + name
        }
        let end = Data("PK\u{5}\u{6}".utf8) + Data(count: 4) + little(UInt16(count)) + little(UInt16(count))
        return body + directory + end + little(UInt32(directory.count)) + little(UInt32(body.count)) + Data(count: 2)
    }
}
