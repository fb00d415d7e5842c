package import Color
package import Guidance
internal import Net

/// Brings together what is known of a frame when a person's colours are carried to it: its lightness, its colours, and
/// the keys by which its things are found again.
package struct FrameSight {
    private let input: NetworkInput
    private let output: NetworkOutput
    /// The network that gives the keys; nil where the one that colours does.
    private let keys: Prediction?
    /// Factor on the network's a and b: colours that a person gives are meant as they are, and joined with these.
    private let saturation: Float
    private let buffers: PlaneBufferPool

    /// - Parameters:
    ///   - predictor: the network that colours.
    ///   - keys: a network that gives the keys for the same lightness, where the one that colours does not.
    ///   - saturation: factor on the a and b that the network gives.
    package init(
        _ predictor: any ChromaPredictor, keys: (any ChromaPredictor)?, saturation: Float, buffers: PlaneBufferPool
    ) {
        self.saturation = saturation
        self.buffers = buffers
        input = predictor.input
        output = predictor.output
        self.keys = keys.map { Prediction(predictor: $0, buffers: buffers) }
    }

    /// Runs `body` on the frame. Throws `ColorError`, `NetError`, and what `body` throws.
    ///
    /// - Parameters:
    ///   - lightness: what the network read.
    ///   - colors: what it gave, perhaps steadied since.
    package func withSeen<Result: ~Copyable>(
        _ lightness: borrowing PlaneBuffer, _ colors: borrowing PlaneBuffer,
        _ body: (borrowing SeenFrame) throws -> Result
    ) throws -> Result {
        guard let keys else {
            return try withSeen(lightness, colors, keys: colors, of: output, body)
        }
        let read = try keys.inputPlane()
        read.base.update(from: lightness.base, count: read.count)
        return try withSeen(lightness, colors, keys: keys(read), of: keys.predictor.output, body)
    }

    private func withSeen<Result: ~Copyable>(
        _ lightness: borrowing PlaneBuffer, _ colors: borrowing PlaneBuffer, keys: borrowing PlaneBuffer,
        of layout: NetworkOutput, _ body: (borrowing SeenFrame) throws -> Result
    ) throws -> Result {
        guard let features = layout.features, let shape = layout.featuresShape else {
            throw NetError(.invalidArgument, operation: "find keys", reason: "the network gives none")
        }
        let ab = try buffers.take(width: output.width, height: 2 * output.height)
        for index in 0..<ab.count { ab.base[index] = saturation * colors.base[index] }
        let seen = SeenFrame(
            lightness: lightness.base, width: input.width, height: input.height, ab: ab.base,
            abWidth: output.width, abHeight: output.height, features: keys.base + features.lowerBound,
            featuresWidth: shape.width, featuresHeight: shape.height, channels: shape.channels)
        return try body(seen)
    }
}
