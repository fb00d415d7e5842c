internal import Color
internal import Media

/// A frame with what the network says of it.
struct PredictedFrame: ~Copyable, FramePayload {
    let reduced: ReducedFrame
    /// What the network gave, as `NetworkOutput` lays it out: a, then b; or these alone, of another size: see `source`.
    let output: PlaneBuffer
    var source = ChromaSource.network

    var byteCount: Int { reduced.byteCount + output.byteCount }
}
