internal import Color
internal import Coloring
internal import Guidance
internal import Media

/// Checks before any work that what a person gave fits the film.
struct GuidanceCheck {
    let frames: NumberedFrames
    /// The film, as the user wrote it.
    let path: String

    /// Throws `MediaError.badOption` for a frame that is not there, and for a still that cannot be read or has another
    /// shape than its frame.
    func check(_ guidance: ColorGuidance) throws {
        for number in guidance.frames {
            guard let frame = try frames.frame(at: number) else {
                let last = try frames.count().map { ", only 0 to \($0 - 1)" } ?? ""
                throw MediaError(.badOption, path: path, reason: "has no frame \(number)\(last)")
            }
            guard let still = guidance.stills.first(where: { $0.frame == number }) else { continue }
            let size = (frame.payload.width, frame.payload.height)
            do throws(MediaError) {
                _ = try StillColors.read(still.path, width: 16, height: 16, film: size, buffers: PlaneBufferPool())
            } catch {
                throw MediaError(.badOption, path: still.path, reason: error.reason, advice: error.advice)
            }
        }
    }
}
