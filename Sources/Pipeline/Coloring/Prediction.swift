package import Color
internal import Net

/// The step of the network: what it reads → what it gives. Any thread may use it, as many at a time as the predictor
/// allows.
package struct Prediction: Sendable {
    let predictor: any ChromaPredictor
    let buffers: PlaneBufferPool

    /// See the properties.
    package init(predictor: any ChromaPredictor, buffers: PlaneBufferPool) {
        (self.predictor, self.buffers) = (predictor, buffers)
    }

    /// Room for what the network reads: the planes of `NetworkInput` below one another.
    func inputPlane() throws(ColorError) -> PlaneBuffer {
        let layout = predictor.input
        return try buffers.take(width: layout.width, height: layout.valueCount / layout.width)
    }

    /// Room for what it gives: the planes of `NetworkOutput` below one another. The features may end within a row.
    func outputPlane() throws(ColorError) -> PlaneBuffer {
        let layout = predictor.output
        return try buffers.take(width: layout.width, height: (layout.valueCount + layout.width - 1) / layout.width)
    }

    /// What the network gives for an input. Throws `ColorError` if there is no memory, `NetError`.
    package func callAsFunction(_ input: borrowing PlaneBuffer) throws -> PlaneBuffer {
        let output = try outputPlane()
        let values = UnsafeMutableBufferPointer(rebasing: output.mutableValues.prefix(predictor.output.valueCount))
        var span = values.mutableSpan
        try predictor.predict(input.values.span, into: &span)
        return output
    }

    /// What it gives for lightness alone, whether it takes hints or not.
    package func withoutHints(_ lightness: borrowing PlaneBuffer) throws -> PlaneBuffer {
        if !predictor.input.hasHints { return try self(lightness) }
        let input = try inputPlane()
        input.base.update(from: lightness.base, count: lightness.count)
        for index in lightness.count..<input.count { input.base[index] = 0 }
        return try self(input)
    }

    /// What the network sees → the same with what it says.
    func callAsFunction(_ frame: consuming ReducedFrame) throws -> PredictedFrame {
        let output = try self(frame.input)
        return PredictedFrame(reduced: frame, output: output)
    }
}
