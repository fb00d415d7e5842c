internal import Foundation
package import Weights

/// The small weights files of Tests/Goldens/weights and Tests/Hostile, and what they hold.
package enum WeightsFixtures {
    /// The folder of the sound files.
    package static let goldens = "\(ProjectTree.root)/Tests/Goldens/weights"
    /// The folder of the malformed ones.
    package static let hostile = "\(ProjectTree.root)/Tests/Hostile"

    /// What a description does not say in the way it should.
    private struct Unreadable: Error {
        let line: String
    }

    /// All of a file.
    package static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// Names of the malformed files, and of the sound ones they were made from.
    package static func hostileFiles() throws -> [String] {
        try names(in: hostile).filter { name in [".st", ".zip", ".legacy", ".other"].contains(where: name.hasSuffix) }
    }

    /// What is in a folder, sorted.
    package static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    /// What is in a file with these bytes; nil if it is refused.
    package static func table(_ contents: [UInt8]) throws -> WeightTable? {
        do {
            return try WeightsFile.table(from: HeapBytes(contents), path: nil)
        } catch let error where error.code == .malformedWeights {
            return nil
        }
    }

    /// One line of a golden's description.
    package struct Expected {
        /// Of the tensor.
        package let name: String
        /// Of its elements.
        package let dataType: DataType
        /// Its sizes.
        package let shape: [Int]
        /// Its values, in float32 or in double.
        package let valueBytes: [UInt8]

        /// The values, of floating-point tensors.
        package var floats: [Float] {
            valueBytes.withUnsafeBytes { raw in
                (0..<(raw.count / 4)).map { raw.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
            }
        }

        /// The values, of integers.
        package var doubles: [Double] {
            valueBytes.withUnsafeBytes { raw in
                (0..<(raw.count / 8)).map { raw.loadUnaligned(fromByteOffset: $0 * 8, as: Double.self) }
            }
        }
    }

    /// What a golden holds.
    package static func expected(_ name: String) throws -> [Expected] {
        let text = String(decoding: try bytes("\(goldens)/\(name).txt"), as: UTF8.self)
        return try text.split(separator: "\n").map { line in
            let fields = line.split(separator: " ", omittingEmptySubsequences: false)
            guard fields.count == 4, let dataType = dataTypes[String(fields[1])] else {
                throw Unreadable(line: String(line))
            }
            let digits = Array(fields[3])
            let values = try stride(from: 0, to: digits.count, by: 2).map { place in
                guard let byte = UInt8(String(digits[place...(place + 1)]), radix: 16) else {
                    throw Unreadable(line: String(line))
                }
                return byte
            }
            return Expected(
                name: String(fields[0]), dataType: dataType,
                shape: fields[2].dropFirst().dropLast().split(separator: ",").compactMap { Int($0) },
                valueBytes: values)
        }
    }

    private static let dataTypes: [String: DataType] = [
        "float32": .float32, "float64": .float64, "float16": .float16, "bfloat16": .bfloat16, "int64": .int64,
        "int32": .int32, "int16": .int16, "int8": .int8, "uint8": .uint8, "bool": .bool,
    ]
}
