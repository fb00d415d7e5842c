internal import Color
import PixelKernels

/// Tells where one shot ends and the next begins, from the lightness of a few frames around the place.
///
/// A cut is where no frame shortly before is like any frame shortly after: the frames before and after a flash are
/// alike, and each frame of a fade or a dissolve is like the next.
struct CutDetector {
    /// Frames before and after the place that are looked at: a flash of up to 6 frames is none.
    static let reach = 4

    let buffers: PlaneBufferPool
    let kernels: KernelSet

    /// Whether a shot begins with the frame at `place` of `frames`, which hold `reach` frames before it and, with it,
    /// as many from there, where there are as many. What is found out about pairs of frames is kept in the frames.
    func isCut(at place: Int, of frames: ArraySlice<SteadyFrame>) throws(ColorError) -> Bool {
        let before = max(frames.startIndex, place - CutDetector.reach)..<place
        let after = place..<min(frames.endIndex, place + CutDetector.reach)
        // Neighbours first: mostly they are alike, and nothing more is to do.
        for gap in 1..<(2 * CutDetector.reach) {
            for first in before.reversed() where after.contains(first + gap) {
                if try areAlike(frames[first], frames[first + gap], gap: gap) { return false }
            }
        }
        return true
    }

    private func areAlike(_ first: SteadyFrame, _ second: SteadyFrame, gap: Int) throws(ColorError) -> Bool {
        if let known = second.isLikeEarlier[gap] { return known }
        let motion = try first.small.motion(to: second.small, buffers: buffers, kernels: kernels)
        if gap == 1 { first.motionToNext = motion }
        let result = CutDetector.areAlike(first.small.likeness(to: second.small, motion: motion, kernels: kernels))
        second.isLikeEarlier[gap] = result
        return result
    }

    /// Measured on 200 shots of 5 made films with noise, flicker, flashes, fades, dissolves and very dark shots.
    private static func areAlike(_ likeness: steady_likeness) -> Bool {
        let (low, high) = (
            min(likeness.deviation.0, likeness.deviation.1), max(likeness.deviation.0, likeness.deviation.1)
        )
        // Blocks of one picture can be found in any other, but not side by side.
        return likeness.aligned - 0.04 * likeness.roughness > 0.62
            || likeness.unaligned > 0.75
            // Nothing to be seen of a cut.
            || likeness.difference < 1
            // Between black and something dark, as in a fade.
            || (low < 1 && high < 6)
    }
}
