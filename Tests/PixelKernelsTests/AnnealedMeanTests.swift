import Glibc
import PixelKernels
import TestSupport
import Testing

@Suite(.notUnderThreadSanitizer) struct AnnealedMeanTests {
    /// The colours of some pixels, a, b and certainty of each, with guards checked around them.
    private func run(
        _ kernels: Kernels, _ scores: [Float], _ centres: [(a: Float, b: Float)], sharpness: Float
    ) -> [(a: Float, b: Float, certainty: Float)] {
        let count = scores.count / centres.count
        // Three planes, a guard before and after each; without asking for the certainty the colours are the same.
        let full = planes(kernels, scores, centres, sharpness: sharpness, hasCertainty: true)
        let plain = planes(kernels, scores, centres, sharpness: sharpness, hasCertainty: false)
        let stride = count + 2
        for plane in 0..<3 {
            #expect(full[plane * stride] == 999 && full[plane * stride + count + 1] == 999)
        }
        #expect(full[..<(2 * stride)].map(\.bitPattern) == plain[..<(2 * stride)].map(\.bitPattern))
        #expect(plain[(2 * stride)...].allSatisfy { $0 == 999 })
        return (1...count).map { (full[$0], full[stride + $0], full[2 * stride + $0]) }
    }

    private func planes(
        _ kernels: Kernels, _ scores: [Float], _ centres: [(a: Float, b: Float)], sharpness: Float, hasCertainty: Bool
    ) -> [Float] {
        let count = scores.count / centres.count
        var planes = [Float](repeating: 999, count: 3 * (count + 2))
        centres.map(\.a).withUnsafeBufferPointer { aOfBins in
            centres.map(\.b).withUnsafeBufferPointer { bOfBins in
                planes.withUnsafeMutableBufferPointer { planes in
                    guard let aOfBins = aOfBins.baseAddress, let bOfBins = bOfBins.baseAddress,
                        let start = planes.baseAddress
                    else { return }
                    var bins = pixel_bins(count: Int32(centres.count), sharpness: sharpness, a: aOfBins, b: bOfBins)
                    kernels.table.pointee.annealed_mean(
                        &bins, scores, count, start + 1, start + count + 3,
                        hasCertainty ? start + 2 * count + 5 : nil)
                }
            }
        }
        return planes
    }

    private static let counts = [16, 17, 23, 31, 33, 313]

    @Test(arguments: Kernels.all, counts) func isTheDefinition(kernels: Kernels, count: Int) {
        let centres = (0..<count).map { (bin: Int) in
            (a: Float(bin * 7919 % 201 - 100), b: Float(bin * 3571 % 181 - 90))
        }
        for sharpness in [1, 0.1, 3] as [Float] {
            for spread in [0, 0.01, 5, 60] as [Float] {
                // Far from zero, too: only differences count.
                for offset in [0, -200, 150] as [Float] {
                    let scores = (0..<5 * count).map { (index: Int) in
                        spread * Float(index * 6151 % 1000 - 500) / 500 + offset
                    }
                    let result = run(kernels, scores, centres, sharpness: sharpness)
                    for (pixel, colour) in result.enumerated() {
                        let own = scores[(pixel * count)..<((pixel + 1) * count)].map { Double($0 * sharpness) }
                        let greatest = own.max() ?? 0
                        var (sum, a, b) = (0.0, 0.0, 0.0)
                        for (score, centre) in zip(own, centres) {
                            let weight = exp(score - greatest)
                            sum += weight
                            a += weight * Double(centre.a)
                            b += weight * Double(centre.b)
                        }
                        let error = max(abs(Double(colour.a) - a / sum), abs(Double(colour.b) - b / sum))
                        // The scores themselves are known to 1e-5 only where they are this large.
                        #expect(error < 4e-3)
                        #expect(abs(Double(colour.certainty) - 1 / sum) < 1e-4)
                    }
                }
            }
        }
    }

    /// A network gone wrong must be found out.
    @Test(arguments: Kernels.all, counts) func whatIsNoNumberStaysNone(kernels: Kernels, count: Int) {
        let centres = (0..<count).map { (a: Float($0), b: Float(-$0)) }
        let strange: [Float] = [.nan, .infinity, -.infinity, Float(bitPattern: 0x7f80_0001)]
        for place in Set([0, count / 2, count - 1]) {
            for value in strange {
                // One pixel has it, those before and after do not.
                var scores = (0..<3 * count).map { Float($0 % 5) }
                scores[count + place] = value
                let result = run(kernels, scores, centres, sharpness: 2.5)
                #expect(result.map(\.a.isNaN) == [false, true, false])
                #expect(result.map(\.b.isNaN) == [false, true, false])
                #expect(result.map(\.certainty.isNaN) == [false, true, false])
            }
        }
    }

    @Test(arguments: Kernels.all) func largeAndTinyScoresAreNumbers(kernels: Kernels) {
        let centres = (0..<19).map { (a: Float($0), b: Float(-$0)) }
        for large in [1e6, -1e6, 1e30, -1e30, 1e-30] as [Float] {
            var scores = [Float](repeating: 0, count: 19)
            scores[7] = large
            let colour = run(kernels, scores, centres, sharpness: 2.5)[0]
            // The mean of all, of all others, or the one.
            let expected: Float = large > 1 ? 7 : large < 0 ? (9 * 19 - 7) / 18 : 9
            #expect(abs(colour.a - expected) < 1e-4 && abs(colour.b + expected) < 1e-4)
        }
    }
}
