import FoundationEssentials
import PixelKernels
import TestSupport

/// One compiled set of kernels, for test arguments.
struct Kernels: @unchecked Sendable, CustomStringConvertible {
    // Sendable because it points to a constant.
    let table: UnsafePointer<pixel_kernels>
    let description: String

    static let all: [Kernels] = ["baseline", "avx2", "avx512"].compactMap { (name: String) in
        pixel_kernels_named(name).map { Kernels(table: $0, description: name) }
    }
}

/// One axis of a bilinear enlargement, made the slow way.
struct Axis {
    let from: Int
    let to: Int
    let index: [Int32]
    let weight: [Float]
    let run: [Int32]

    init(from: Int, to: Int) {
        let positions = (0..<to).map { max((Double($0) + 0.5) * Double(from) / Double(to) - 0.5, 0) }
        self.from = from
        self.to = to
        let index = positions.map { Int32($0) }
        self.index = index
        weight = positions.map { Float($0 - $0.rounded(.down)) } + [Float](repeating: 0, count: PIXEL_WIDEST)
        run = (0...from).map { i in Int32(index.count { $0 < i }) }
    }

    func withAxis<Result>(_ body: (pixel_stretch_axis) -> Result) -> Result {
        index.withUnsafeBufferPointer { index in
            weight.withUnsafeBufferPointer { weight in
                run.withUnsafeBufferPointer { run in
                    guard let index = index.baseAddress, let weight = weight.baseAddress, let run = run.baseAddress
                    else {
                        preconditionFailure("an axis without samples")
                    }
                    return body(
                        pixel_stretch_axis(from: Int32(from), to: Int32(to), index: index, weight: weight, run: run))
                }
            }
        }
    }
}

/// The words of each line of a file of Tests/Goldens/color.
func goldenLines(_ name: String) throws -> [[Substring]] {
    let data = try Data(contentsOf: URL(filePath: "\(ProjectTree.root)/Tests/Goldens/color/\(name)"))
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ") }
}
