internal import Color
internal import Media

/// A frame with what the network says of it.
struct PredictedFrame: ~Copyable, FramePayload {
    let reduced: ReducedFrame
    /// What the network gave, as `NetworkOutput` lays it out: a, then b; or these alone, from elsewhere: see
    /// `ChromaSource`.
    let output: PlaneBuffer
    var treatment = FrameTreatment()

    var byteCount: Int { reduced.byteCount + output.byteCount }

    /// The same frame with other colours, a above b.
    consuming func colored(_ colors: consuming PlaneBuffer, from source: ChromaSource) -> PredictedFrame {
        PredictedFrame(reduced: reduced, output: colors, treatment: FrameTreatment(source: source))
    }

    /// The same frame, treated so.
    consuming func treated(_ treatment: FrameTreatment) -> PredictedFrame {
        PredictedFrame(reduced: reduced, output: output, treatment: treatment)
    }
}
