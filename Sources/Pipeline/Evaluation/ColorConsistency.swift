internal import Color
internal import Glibc

/// How much the distribution of colours changes from frame to frame: CDC of Liu et al., "Temporally Consistent Video
/// Colorization with Deep Feature Propagation and Self-regularization Learning" (2021).
///
/// Each frame has a histogram of 256 bins for each of R, G and B. For gaps of 1, 2 and 4 frames: the mean, over all
/// pairs of frames that far apart and the three channels, of the Jensen–Shannon divergence in nats (natural logarithm,
/// as the paper's authors compute it: 0 for the same, ln 2 for distributions that share nothing). CDC is the mean of
/// the three. Movement changes it too, so a film's own value is what to compare with: far more is flicker, far less is
/// too still.
struct ColorConsistency: Sendable {
    /// Frames between the frames that are compared.
    static let gaps = [1, 2, 4]

    /// Shares of the 3 × 256 codes in the last frames, the newest last.
    private var recent: [[Double]] = []
    private var sums = [Double](repeating: 0, count: gaps.count)
    private var pairs = [Int](repeating: 0, count: gaps.count)

    mutating func add(_ frame: RGBPicture) {
        let shares = Self.shares(frame, 0..<frame.count)
        for (index, gap) in Self.gaps.enumerated() where gap <= recent.count {
            // Of the three channels together, each of which adds up to 1.
            sums[index] += Self.divergence(recent[recent.count - gap], shares) / 3
            pairs[index] += 1
        }
        recent.append(shares)
        if recent.count > Self.gaps.max() ?? 0 { recent.removeFirst() }
    }

    /// Shares of the 3 × 256 codes among some of a frame's pixels, by their numbers.
    static func shares(_ frame: RGBPicture, _ pixels: some RandomAccessCollection<Int>) -> [Double] {
        var counts = [Int](repeating: 0, count: 3 * 256)
        for plane in 0..<3 {
            for pixel in pixels { counts[plane * 256 + Int(frame.samples[plane * frame.count + pixel])] += 1 }
        }
        return counts.map { Double($0) / Double(pixels.count) }
    }

    /// The Jensen–Shannon divergence, added up over the channels.
    static func divergence(_ first: [Double], _ second: [Double]) -> Double {
        var sum = 0.0
        for (p, q) in zip(first, second) {
            let middle = (p + q) / 2
            if p > 0 { sum += p * log(p / middle) }
            if q > 0 { sum += q * log(q / middle) }
        }
        return sum / 2
    }

    /// CDC, over those gaps that the film is long enough for; nil for fewer than two frames.
    var value: Double? {
        let means = zip(sums, pairs).filter { $0.1 > 0 }.map { $0 / Double($1) }
        return means.isEmpty ? nil : means.reduce(0, +) / Double(means.count)
    }
}
