/// What has been written of an output.
package struct WorkDone: Equatable, Sendable {
    /// Coloured frames.
    package var frames = 0
    /// Bytes of coloured pictures, without sound and what else is copied.
    package var byteCount = 0

    /// Nothing, or as much as is said.
    package init(frames: Int = 0, byteCount: Int = 0) {
        self.frames = frames
        self.byteCount = byteCount
    }

    package static func += (sum: inout WorkDone, more: WorkDone) {
        sum.frames += more.frames
        sum.byteCount += more.byteCount
    }
}
