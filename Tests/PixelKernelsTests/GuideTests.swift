import PixelKernels
import TestSupport
import Testing

/// fit_to_lightness against the same in double, written as the definitions read.
@Suite(.notUnderThreadSanitizer) struct GuideTests {
    struct Sizes: CustomTestStringConvertible, Sendable {
        let picture: (width: Int, height: Int)
        let ab: (width: Int, height: Int)
        let radius: Int
        var testDescription: String { "\(picture) for \(ab), radius \(radius)" }
    }

    static let sizes = [
        Sizes(picture: (1, 1), ab: (1, 1), radius: 1), Sizes(picture: (1, 1), ab: (5, 4), radius: 2),
        Sizes(picture: (7, 3), ab: (1, 1), radius: 8), Sizes(picture: (3, 5), ab: (16, 17), radius: 8),
        Sizes(picture: (321, 181), ab: (33, 31), radius: 2), Sizes(picture: (97, 64), ab: (8, 64), radius: 1),
        Sizes(picture: (64, 64), ab: (64, 64), radius: 3),
    ]

    @Test(arguments: Kernels.all, sizes)
    func isTheDefinition(kernels: Kernels, sizes: Sizes) {
        let (picture, ab) = (sizes.picture, sizes.ab)
        // A step, texture and a ramp.
        let lightness = (0..<picture.width * picture.height).map { (i: Int) in
            Float(i % picture.width * 3 < picture.width ? 30 : 60) + Float(i * 7919 % 17) + Float(i % 5)
        }
        let chroma = (0..<2 * ab.width * ab.height).map { (i: Int) in Float(i * 7919 % 161 - 80) }
        let noise: Float = 9
        var guidance = pixel_guidance(
            lightness_width: Int32(picture.width), lightness_height: Int32(picture.height), width: Int32(ab.width),
            height: Int32(ab.height), radius: Int32(sizes.radius), noise_variance: noise)
        var scratch = RowRangeTests.scratch(pixel_guidance_scratch(&guidance))
        let samples = ab.width * ab.height
        var fits = RowRangeTests.scratch(PIXEL_FIT_PLANES * samples)
        scratch.withUnsafeMutableBufferPointer { scratch in
            fits.withUnsafeMutableBufferPointer { fits in
                guard let scratch = scratch.baseAddress, let fits = fits.baseAddress else { return }
                kernels.table.pointee.fit_to_lightness(&guidance, lightness, chroma, fits + 1, scratch + 1)
            }
        }
        #expect(RowRangeTests.isIntact(scratch) && RowRangeTests.isIntact(fits))
        let expected = Self.fits(
            lightness: lightness.map(Double.init), picture: picture, chroma: chroma.map(Double.init), ab: ab,
            radius: sizes.radius, noise: Double(noise))
        for plane in 0..<PIXEL_FIT_PLANES {
            let found = fits[(1 + plane * samples)..<(1 + (plane + 1) * samples)]
            let worst = zip(found, expected[plane]).map { abs(Double($0) - $1) }.max() ?? 0
            // Slopes are multiplied by L*.
            #expect(worst < (plane % 4 == 0 ? 0.001 : 0.08), "plane \(plane)")
        }
    }

    private typealias Size = (width: Int, height: Int)

    /// How much of each sample the cells cover.
    private static func shares(_ cells: Int, of count: Int) -> [[Double]] {
        (0..<cells).map { cell in
            let (from, to) = (Double(cell * count) / Double(cells), Double((cell + 1) * count) / Double(cells))
            return (0..<count).map { max(min(Double($0 + 1), to) - max(Double($0), from), 0) / (to - from) }
        }
    }

    private static func windows(
        _ plane: [Double], _ size: Size, radius: Int, _ body: ([Double]) -> Double
    ) -> [Double] {
        plane.indices.map { i in
            var window: [Double] = []
            for y in (i / size.width - radius)...(i / size.width + radius) {
                for x in (i % size.width - radius)...(i % size.width + radius) {
                    window.append(
                        plane[min(max(y, 0), size.height - 1) * size.width + min(max(x, 0), size.width - 1)])
                }
            }
            return body(window)
        }
    }

    private static func fits(
        lightness: [Double], picture: Size, chroma: [Double], ab: Size, radius: Int, noise: Double
    ) -> [[Double]] {
        let columns = shares(ab.width, of: picture.width).map { row in row.enumerated().filter { $1 > 0 } }
        let rows = shares(ab.height, of: picture.height).map { row in row.enumerated().filter { $1 > 0 } }
        let guide = rows.flatMap { row in
            columns.map { column in
                row.reduce(0) { sum, y in
                    sum + column.reduce(0) { $0 + lightness[y.0 * picture.width + $1.0] * $1.1 * y.1 }
                }
            }
        }
        func means(_ plane: [Double]) -> [Double] {
            windows(plane, ab, radius: radius) { $0.reduce(0, +) / Double($0.count) }
        }
        func product(_ u: [Double], _ v: [Double]) -> [Double] { zip(u, v).map { $0 * $1 } }
        let mean = means(guide)
        let variance = zip(means(product(guide, guide)), mean).map { max($0 - $1 * $1, 0) }
        let planes = (0..<2).map { Array(chroma[($0 * guide.count)..<(($0 + 1) * guide.count)]) }
        let covariances = planes.map { p in
            zip(means(product(guide, p)), product(mean, means(p))).map { $0 - $1 }
        }
        let variances = planes.map { p in zip(means(product(p, p)), means(p)).map { $0 - $1 * $1 } }
        let factor = guide.indices.map { i in
            let whole = (variance[i] + 0.1) * (variances[0][i] + variances[1][i] + 0.1)
            let explained = (covariances[0][i] * covariances[0][i] + covariances[1][i] * covariances[1][i]) / whole
            return explained * explained / (variance[i] + noise)
        }
        return (0..<2).flatMap { channel in
            let p = planes[channel]
            let slope = windows(product(covariances[channel], factor), ab, radius: 1) {
                $0.reduce(0, +) / Double($0.count)
            }
            return [
                slope, guide.indices.map { p[$0] - slope[$0] * guide[$0] },
                windows(p, ab, radius: 1) { $0.min() ?? 0 }, windows(p, ab, radius: 1) { $0.max() ?? 0 },
            ]
        }
    }
}
