internal import Glibc

extension RGBPicture {
    /// Colourfulness after Hasler and Süsstrunk, "Measuring colourfulness in natural images" (SPIE 5007, 2003), their M̂(3):
    /// sqrt(σ²rg + σ²yb) + 0.3 sqrt(µ²rg + µ²yb) with rg = R − G and yb = (R + G) / 2 − B of the 8-bit values; variances over
    /// all pixels. 0 is grey, photographs have about 45.
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

/// A picture and what is computed from it once.
struct ScoredPicture: Sendable {
    let rgb: RGBPicture
    let lab: LabPicture

    init(_ rgb: RGBPicture) {
        self.rgb = rgb
        lab = LabPicture(rgb)
    }
}

/// Figures of a row of pictures, summed up picture by picture.
struct ScoreSum: Sendable {
    private var count = 0
    private var psnr = 0.0
    private var abSquaredError = 0.0
    private var colorDifference = 0.0
    private var colorfulness = 0.0
    private var chroma = 0.0

    /// Pictures that are the same have no ratio of signal to noise; so that one of them does not make the mean infinite,
    /// none counts as more than this.
    static let highestPSNR = 100.0

    /// The peak signal-to-noise ratio in decibels of two 8-bit pictures with this mean squared error.
    static func psnr(squaredError: Double) -> Double {
        min(highestPSNR, 10 * log10(255 * 255 / max(squaredError, .leastNormalMagnitude)))
    }

    /// - Parameters:
    ///   - result: the picture to judge.
    ///   - truth: what it should be, of the same size.
    mutating func add(_ result: ScoredPicture, truth: ScoredPicture) {
        count += 1
        psnr += Self.psnr(squaredError: result.rgb.squaredError(from: truth.rgb))
        abSquaredError += result.lab.abSquaredError(from: truth.lab)
        colorDifference += result.lab.meanColorDifference(from: truth.lab)
        addAppearance(of: result)
    }

    /// Adds a picture that is the truth itself: only its own colourfulness and chroma mean something.
    mutating func add(truth: ScoredPicture) {
        count += 1
        addAppearance(of: truth)
    }

    private mutating func addAppearance(of picture: ScoredPicture) {
        colorfulness += picture.rgb.colorfulness
        chroma += picture.lab.meanChroma
    }

    private func mean(_ sum: Double) -> Double { sum / Double(max(count, 1)) }

    /// Mean over the pictures of each one's PSNR.
    var meanPSNR: Double { mean(psnr) }
    /// Root of the mean over all pixels of all pictures, a* and b* taken alike.
    var abRMSE: Double { mean(abSquaredError).squareRoot() }
    /// Mean CIEDE2000 of all pixels.
    var meanColorDifference: Double { mean(colorDifference) }
    /// Mean over the pictures.
    var meanColorfulness: Double { mean(colorfulness) }
    /// Mean of all pixels.
    var meanChroma: Double { mean(chroma) }
}
