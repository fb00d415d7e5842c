internal import Color
internal import Coloring
internal import Glibc

extension RGBPicture {
    /// Colourfulness after Hasler and Süsstrunk, "Measuring colourfulness in natural images" (SPIE 5007, 2003), their
    /// M̂(3): sqrt(σ²rg + σ²yb) + 0.3 sqrt(µ²rg + µ²yb) with rg = R − G and yb = (R + G) / 2 − B of the 8-bit values;
    /// variances over all pixels. 0 is grey, photographs have about 45.
    var colorfulness: Double {
        var (rgSum, ybSum, rgSquares, ybSquares) = (0.0, 0.0, 0.0, 0.0)
        for i in 0..<count {
            let (red, green) = (Double(samples[i]), Double(samples[count + i]))
            let rg = red - green
            let yb = (red + green) / 2 - Double(samples[2 * count + i])
            rgSum += rg
            ybSum += yb
            rgSquares += rg * rg
            ybSquares += yb * yb
        }
        // Sums of whole and half numbers: exact, so the variance of one colour is exactly 0.
        let n = Double(count)
        let (rgMean, ybMean) = (rgSum / n, ybSum / n)
        let variance = (rgSquares - rgSum * rgMean + ybSquares - ybSum * ybMean) / n
        return max(0, variance).squareRoot() + 0.3 * (rgMean * rgMean + ybMean * ybMean).squareRoot()
    }

    /// Mean of the squared differences of all samples from those of `other`, which has the same size.
    func squaredError(from other: RGBPicture) -> Double {
        var sum = 0
        for i in samples.indices {
            let difference = Int(samples[i]) - Int(other.samples[i])
            sum += difference * difference
        }
        return Double(sum) / Double(samples.count)
    }
}

/// A picture as it should be, with what is computed from it once.
struct TruePicture: Sendable {
    let rgb: RGBPicture
    let lab: LabPicture

    init(_ rgb: RGBPicture) {
        self.rgb = rgb
        lab = LabPicture(rgb)
    }
}

/// Figures of one way to colour pictures, summed up picture by picture; all pictures have the same size.
struct ScoreSum: Sendable {
    private var count = 0
    private var psnr = 0.0
    private var abSquaredError = 0.0
    private var colorDifference = 0.0
    private var colorfulness = 0.0
    private var chroma = 0.0
    private var whites = EndSum()
    private var blacks = EndSum()

    /// Chroma of the pixels at one end of L*.
    private struct EndSum {
        var chroma = 0.0
        var count = 0

        mutating func add(_ picture: LabPicture, where isCounted: (Double) -> Bool) {
            for (i, lightness) in picture.lightness.enumerated() where isCounted(lightness) {
                let (a, b) = (picture.chroma.a[i], picture.chroma.b[i])
                chroma += (a * a + b * b).squareRoot()
                count += 1
            }
        }

        var mean: Double? { count > 0 ? chroma / Double(count) : nil }
    }

    private mutating func addEnds(of picture: LabPicture) {
        whites.add(picture) { $0 > 95 }
        blacks.add(picture) { $0 < 5 }
    }

    /// The peak signal-to-noise ratio in decibels of two 8-bit pictures with this mean squared error. Two that are the
    /// same have no noise: so that one such pair does not make a mean infinite it gets the 148 dB of a squared error of
    /// 1e-10.
    static func psnr(squaredError: Double) -> Double { 10 * log10(255 * 255 / max(squaredError, 1e-10)) }

    mutating func add(_ result: ColoredPicture, truth: TruePicture) {
        count += 1
        psnr += Self.psnr(squaredError: result.rgb.squaredError(from: truth.rgb))
        abSquaredError += result.chroma.squaredError(from: truth.lab.chroma)
        let found = LabPicture(result.rgb)
        colorDifference += found.meanColorDifference(from: truth.lab)
        addEnds(of: found)
        colorfulness += result.rgb.colorfulness
        chroma += result.chroma.mean
    }

    /// Adds a picture that is the truth itself: only its own colourfulness and chroma mean something.
    mutating func add(truth: TruePicture) {
        count += 1
        colorfulness += truth.rgb.colorfulness
        chroma += truth.lab.chroma.mean
        addEnds(of: truth.lab)
    }

    private func mean(_ sum: Double) -> Double { sum / Double(max(count, 1)) }

    /// Mean over the pictures of each one's PSNR.
    var meanPSNR: Double { mean(psnr) }
    /// Root of the mean over all values of a* and b* of all pictures. Of the a* and b* that were asked for, as is
    /// `meanChroma`.
    var abRMSE: Double { mean(abSquaredError).squareRoot() }
    /// Mean CIEDE2000 of all pixels of the 8-bit pictures.
    var meanColorDifference: Double { mean(colorDifference) }
    /// Mean over the 8-bit pictures.
    var meanColorfulness: Double { mean(colorfulness) }
    /// Mean distance of all pixels from grey.
    var meanChroma: Double { mean(chroma) }
    /// Mean distance from grey of all pixels of the 8-bit pictures that have an L* above 95; nil if none has.
    var meanWhiteChroma: Double? { whites.mean }
    /// Likewise for an L* below 5.
    var meanBlackChroma: Double? { blacks.mean }
}
