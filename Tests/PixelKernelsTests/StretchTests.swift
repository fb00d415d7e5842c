import PixelKernels
import TestSupport
import Testing

@Suite(.notUnderThreadSanitizer) struct StretchTests {
    /// PyTorch's interpolate(mode="bilinear", align_corners=False) on what make_goldens.py describes.
    @Test(arguments: Kernels.all)
    func isPyTorchsInterpolate(kernels: Kernels) throws {
        let lines = try goldenLines("interpolate.txt")
        #expect(lines.count == 7)
        for line in lines {
            let numbers = try line.map { try #require(Float($0)) }
            let size = numbers.prefix(4).map { Int($0) }
            let expected = numbers.dropFirst(4)
            let source = (0..<size[0] * size[1]).map { i in
                let (x, y) = (i % size[0], i / size[0])
                return Float((7 * x + 13 * y + x * y) % 31 - 15)
            }
            // Guards around the result, and rows in two calls.
            var result = [Float](repeating: 999, count: size[2] * size[3] + 2)
            var scratch = [Float](repeating: .nan, count: 2 * (size[2] + PIXEL_WIDEST))
            Axis(from: size[0], to: size[2]).withAxis { x in
                Axis(from: size[1], to: size[3]).withAxis { y in
                    result.withUnsafeMutableBufferPointer { result in
                        guard let start = result.baseAddress else { return }
                        var (x, y) = (x, y)
                        let half = Int32(size[3] / 2)
                        kernels.table.pointee.stretch(&x, &y, source, start + 1, half, Int32(size[3]), &scratch)
                        kernels.table.pointee.stretch(&x, &y, source, start + 1, 0, half, &scratch)
                    }
                }
            }
            #expect(result.first == 999 && result.last == 999)
            let worst = zip(result.dropFirst(), expected).map { abs($0 - $1) }.max() ?? 99
            #expect(worst < 1e-5, "\(size)")
        }
    }
}
