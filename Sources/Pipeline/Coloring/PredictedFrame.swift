internal import Color
internal import Media

/// A frame with what the network says of it.
struct PredictedFrame: ~Copyable, FramePayload {
    let reduced: ReducedFrame
    /// What the network gave, as `NetworkOutput` lays it out: a, then b.
    let output: PlaneBuffer
    /// Whether `output` holds a and b of references instead, each of the size of the network's input.
    var isGuided = false

    var byteCount: Int { reduced.byteCount + output.byteCount }
}
