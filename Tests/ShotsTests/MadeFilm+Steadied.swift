import Color
import TestSupport

@testable import Shots

extension MadeFilm {
    /// What a window makes of frames `range`; `cuts` receives the numbers of the frames with which shots begin.
    func steadied(
        _ steadiness: Steadiness, _ range: Range<Int>? = nil, cuts: inout [Int],
        mostSamples: Int = SteadyWindow.mostSamples
    ) throws -> [[Float]] {
        let buffers = PlaneBufferPool()
        let window = try SteadyWindow(
            steadiness, abWidth: abSize, abHeight: abSize, buffers: buffers, mostSamples: mostSamples)
        let range = range ?? lightness.indices
        var result: [[Float]] = []
        func take(_ ready: Int) throws {
            for _ in 0..<ready {
                let plane = try PlaneBuffer.plane(ab[range.lowerBound + result.count], width: abSize)
                if window.takeFirst(into: plane) { cuts.append(range.lowerBound + result.count) }
                result.append(plane.samples())
            }
        }
        for index in range {
            try window.add(
                lightness: .plane(lightness[index], width: size), ab: .plane(ab[index], width: abSize))
            try take(window.advance(isEnd: false))
        }
        try take(window.advance(isEnd: true))
        return result
    }

    func steadied(
        _ steadiness: Steadiness, _ range: Range<Int>? = nil, mostSamples: Int = SteadyWindow.mostSamples
    ) throws -> [[Float]] {
        var cuts: [Int] = []
        return try steadied(steadiness, range, cuts: &cuts, mostSamples: mostSamples)
    }

    /// Mean distance of a and b from the truth over the samples of each frame that `isCounted` names (frame, x, y).
    func error(of result: [[Float]], where isCounted: (Int, Int, Int) -> Bool = { _, _, _ in true }) -> Double {
        var (sum, count) = (0.0, 0.0)
        let plane = abSize * abSize
        for (frame, planes) in result.enumerated() {
            for i in 0..<plane where isCounted(frame, i % abSize, i / abSize) {
                let (da, db) = (planes[i] - truth[frame][i], planes[plane + i] - truth[frame][plane + i])
                sum += Double((da * da + db * db).squareRoot())
                count += 1
            }
        }
        return sum / max(count, 1)
    }

    /// Mean of the length of (a, b).
    static func chroma(of planes: [[Float]]) -> Double {
        var (sum, count) = (0.0, 0.0)
        for ab in planes {
            let half = ab.count / 2
            for i in 0..<half {
                let (a, b) = (ab[i], ab[half + i])
                sum += Double((a * a + b * b).squareRoot())
            }
            count += Double(half)
        }
        return sum / max(count, 1)
    }
}
