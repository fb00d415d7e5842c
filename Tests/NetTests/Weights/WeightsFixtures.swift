import Glibc
import Testing

@testable import Net

/// The small weights files of Tests/Goldens/weights and Tests/Hostile, and what they hold.
enum WeightsFixtures {
    static let goldens = folder("Goldens/weights")
    static let hostile = folder("Hostile")

    private static func folder(_ name: String) -> String {
        let tests = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(tests)/\(name)"
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        let file = try FileBytes(path: path)
        return try file.withBytes(0..<file.bytes.count) { Array($0) }
    }

    /// Names of the malformed files, and of the sound ones they were made from.
    static func hostileFiles() throws -> [String] {
        try names(in: hostile).filter { name in [".st", ".zip", ".legacy", ".other"].contains(where: name.hasSuffix) }
    }

    /// What is in a folder, sorted.
    static func names(in folder: String) throws -> [String] {
        let directory = try #require(opendir(folder))
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// What is in a file with these bytes; nil if it is refused.
    static func table(_ contents: [UInt8]) throws -> WeightTable? {
        do {
            return try WeightsFile.table(from: HeapBytes(contents), path: nil)
        } catch let error where error.code == .malformedWeights {
            return nil
        }
    }

    /// One line of a golden's description.
    struct Expected {
        let name: String
        let dataType: DataType
        let shape: [Int]
        let valueBytes: [UInt8]

        var floats: [Float] {
            valueBytes.withUnsafeBytes { raw in
                (0..<(raw.count / 4)).map { raw.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
            }
        }

        var doubles: [Double] {
            valueBytes.withUnsafeBytes { raw in
                (0..<(raw.count / 8)).map { raw.loadUnaligned(fromByteOffset: $0 * 8, as: Double.self) }
            }
        }
    }

    static func expected(_ name: String) throws -> [Expected] {
        let text = String(decoding: try bytes("\(goldens)/\(name).txt"), as: UTF8.self)
        return try text.split(separator: "\n").map { line in
            let fields = line.split(separator: " ", omittingEmptySubsequences: false)
            try #require(fields.count == 4)
            let digits = Array(fields[3])
            return Expected(
                name: String(fields[0]),
                dataType: try #require(dataTypes[String(fields[1])]),
                shape: fields[2].dropFirst().dropLast().split(separator: ",").compactMap { Int($0) },
                valueBytes: try stride(from: 0, to: digits.count, by: 2).map {
                    try #require(UInt8(String(digits[$0...($0 + 1)]), radix: 16))
                })
        }
    }

    private static let dataTypes: [String: DataType] = [
        "float32": .float32, "float64": .float64, "float16": .float16, "bfloat16": .bfloat16, "int64": .int64,
        "int32": .int32, "int16": .int16, "int8": .int8, "uint8": .uint8, "bool": .bool,
    ]
}

/// Bytes on the heap, in the place of a file.
///
/// `@unchecked Sendable`: written before anyone else sees them, then only read.
final class HeapBytes: WeightBytes, @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer

    init(_ contents: [UInt8]) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: contents.count, alignment: 64)
        copy.copyBytes(from: contents)
        bytes = UnsafeRawBufferPointer(copy)
    }

    deinit {
        bytes.deallocate()
    }
}
