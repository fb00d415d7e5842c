internal import Color
internal import Media

/// A frame with what the network says of it.
struct PredictedFrame: ~Copyable, FramePayload {
    let reduced: ReducedFrame
    /// What the network gave, as `NetworkOutput` lays it out: a, then b.
    let output: PlaneBuffer
    var treatment = FrameTreatment()

    var byteCount: Int { reduced.byteCount + output.byteCount }

    /// The same frame with other colours, which have the size of the network's input.
    consuming func guided(_ colors: consuming PlaneBuffer) -> PredictedFrame {
        PredictedFrame(reduced: reduced, output: colors, treatment: FrameTreatment(isGuided: true))
    }

    /// The same frame, treated so.
    consuming func treated(_ treatment: FrameTreatment) -> PredictedFrame {
        PredictedFrame(reduced: reduced, output: output, treatment: treatment)
    }
}
