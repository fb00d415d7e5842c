import TestSupport
import Testing

@testable import Color

/// Strides of every kind, and nothing touched that is not a sample. AddressSanitizer runs of these see reads too.
@Suite struct PlaneMemoryTests {
    static let layouts: [LayoutCase] = [(1, 1), (2, 3), (17, 5), (33, 8), (64, 2), (65, 9)].flatMap { width, height in
        [
            LayoutCase(.gray, width, height), LayoutCase(.gray, width, height, bits: 10),
            LayoutCase(.yuv, width, height, shift: (1, 1)), LayoutCase(.yuv, width, height, bits: 12, shift: (1, 1)),
            LayoutCase(.yuv, width, height, shift: (1, 1), .limited, .bt709, .topLeft),
            LayoutCase(.yuv, width, height, shift: (2, 2), .limited, .bt601, .topLeft),
            LayoutCase(.rgb, width, height, .full), LayoutCase(.rgb, width, height, bits: 16, .full),
        ]
    }

    @Test(arguments: layouts)
    func stridesDoNotMatter(_ testCase: LayoutCase) throws {
        let layout = testCase.layout
        for kernels in KernelSet.available {
            var seen: [(full: [Float], small: [Float], planes: [[Int]])] = []
            for (guardBytes, bottomUp) in [(0, false), (0, true), (10, false), (10, true)] {
                var noise = Noise(seed: 3)
                let source = TestPicture(layout, guardBytes: guardBytes, bottomUp: bottomUp)
                source.fill { _, _, _ in noise.next(1 << layout.bitDepth) }
                let pool = PlaneBufferPool()
                let converter = try LightnessConverter(
                    layout: layout, networkWidth: 20, networkHeight: 7, kernels: kernels)
                var full = try pool.take(width: layout.width, height: layout.height)
                var small = try pool.take(width: 20, height: 7)
                converter.lightness(of: source.planes, into: &full)
                converter.networkLightness(of: source.planes, into: &small)

                let result = TestPicture(layout, guardBytes: guardBytes, bottomUp: bottomUp)
                let recombiner = try Recombiner(
                    output: layout, abWidth: 5, abHeight: 2, networkWidth: 20, networkHeight: 7, kernels: kernels)
                let ab = (0..<20).map { _ in Float(noise.next(in: -60...60)) }
                recombiner.recombine(lightness: full, ab: try .plane(ab, width: 5), into: result.planes)
                #expect(source.guardsAreIntact && result.guardsAreIntact, "\(kernels.name)")
                seen.append((full.samples(), small.samples(), (0..<layout.planeCount).map(result.plane)))
            }
            for other in seen.dropFirst() {
                let areEqual =
                    other.full == seen[0].full && other.small == seen[0].small && other.planes == seen[0].planes
                #expect(areEqual, "\(kernels.name)")
            }
        }
    }
}
