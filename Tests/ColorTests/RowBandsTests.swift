import Flow
import TestSupport
import Testing

@testable import Color

/// Rows shared among threads: the same result to the last bit.
@Suite struct RowBandsTests {
    @Test(arguments: [(1, 1), (1, 9), (7, 3), (540, 8), (5, 5), (1080, 7), (3, 0)])
    func everyRowIsDoneOnce(rows: Int, count: Int) {
        let bands = RowBands(rows: rows, samples: 0, count: count)
        let done = Guarded([Int](repeating: 0, count: rows))
        let seen = Guarded<[Int]>([])
        bands.forEach { band, range in
            seen.withLock { $0.append(band) }
            done.withLock { done in for row in range { done[row] += 1 } }
        }
        #expect(done.withLock { $0 }.allSatisfy { $0 == 1 })
        #expect(seen.withLock { $0.sorted() } == Array(0..<max(1, min(count, rows))))
    }

    /// The machine is not asked: what it has must not change the result.
    @Test func bandsFollowFromTheSize() {
        #expect(RowBands(rows: 360, samples: 640 * 360).count == 1)
        #expect(RowBands(rows: 1080, samples: 1920 * 1080).count == 7)
        #expect(RowBands(rows: 2160, samples: 3840 * 2160).count == 8)
        #expect(RowBands(rows: 2, samples: 1 << 30).count == 2)
    }

    /// Odd heights, a last chroma row with one row of luma, chroma rows that reach into the band before, pictures of
    /// fewer rows than bands.
    static let layouts: [LayoutCase] = [(1, 1), (3, 5), (37, 21), (18, 2), (40, 23)].flatMap { width, height in
        [
            LayoutCase(.gray, width, height), LayoutCase(.gray, width, height, bits: 10, .full),
            LayoutCase(.rgb, width, height, .full), LayoutCase(.rgb, width, height, bits: 12),
            LayoutCase(.yuv, width, height), LayoutCase(.yuv, width, height, shift: (1, 0)),
            LayoutCase(.yuv, width, height, shift: (1, 1)),
            LayoutCase(.yuv, width, height, shift: (1, 1), .full, .bt601, .center),
            LayoutCase(.yuv, width, height, shift: (1, 1), .limited, .bt2020, .topLeft),
            LayoutCase(.yuv, width, height, bits: 10, shift: (1, 1), .limited, .bt709, .topLeft),
            LayoutCase(.yuv, width, height, shift: (2, 2), .limited, .bt601, .topLeft),
            LayoutCase(.yuv, width, height, shift: (2, 2), .limited, .bt601, .center),
        ]
    }

    /// Noise, with chroma that is empty but for a few rows.
    static func source(_ layout: PictureLayout) -> TestPicture {
        let picture = TestPicture(layout)
        var noise = Noise(seed: 21)
        picture.fill { plane, _, y in
            plane > 0 && layout.model == .yuv && y % 7 != 3
                ? 1 << (layout.bitDepth - 1) : noise.next(1 << layout.bitDepth)
        }
        return picture
    }

    @Test(arguments: layouts)
    func lightnessIsTheSame(_ testCase: LayoutCase) throws {
        let layout = testCase.layout
        let picture = Self.source(layout)
        for kernels in KernelSet.available {
            var first: (full: [Float], small: [Float])?
            for count in [1, 2, 3, 8] {
                let converter = try LightnessConverter(
                    layout: layout, networkWidth: 17, networkHeight: 9, kernels: kernels, bandCount: count)
                var full = try PlaneBufferPool().take(width: layout.width, height: layout.height)
                var small = try PlaneBufferPool().take(width: 17, height: 9)
                // Twice: what the first left in the scratch memory must not matter.
                for _ in 0..<2 {
                    converter.lightness(of: picture.planes, into: &full)
                    converter.networkLightness(of: picture.planes, into: &small)
                }
                let found = (full: full.samples(), small: small.samples())
                let isTheSame = found == (first ?? found)
                #expect(isTheSame, "\(kernels.name), \(count) bands")
                first = first ?? found
            }
        }
    }

    @Test(arguments: layouts)
    func recombinationIsTheSame(_ testCase: LayoutCase) throws {
        let layout = testCase.layout
        let input = RecombinerTests.Input(layout, lightness: -5...105)
        for kernels in KernelSet.available {
            for (saturation, chroma) in [(Float(1), ChromaEnlargement.bilinear), (1, .guided), (1.5, .bilinear)] {
                var first: [[Int]]?
                for count in [1, 2, 3, 8] {
                    let result = TestPicture(layout, guardBytes: 2)
                    let recombiner = try Recombiner(
                        output: layout, abWidth: RecombinerTests.Input.abSize.width,
                        abHeight: RecombinerTests.Input.abSize.height, networkWidth: 16, networkHeight: 12,
                        saturation: saturation, chroma: chroma, kernels: kernels, bandCount: count)
                    for _ in 0..<2 {
                        recombiner.recombine(
                            lightness: try .plane(input.lightness, width: layout.width),
                            ab: try .plane(input.ab, width: RecombinerTests.Input.abSize.width), into: result.planes)
                    }
                    #expect(result.guardsAreIntact)
                    let planes = (0..<layout.planeCount).map(result.plane)
                    let isTheSame = planes == (first ?? planes)
                    #expect(isTheSame, "\(kernels.name), \(count) bands, saturation \(saturation), \(chroma)")
                    first = first ?? planes
                }
            }
        }
    }
}
