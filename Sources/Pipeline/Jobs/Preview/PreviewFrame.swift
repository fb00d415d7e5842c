package import Color
package import Coloring
internal import Net

/// A frame on the sheet of a preview: what is shown of it, and what networks see of it.
package struct PreviewFrame: Sendable {
    /// Where it is from.
    package enum Place: Sendable {
        /// Seconds from the film's start, and the frame's number if it is known.
        case time(Double, frame: Int?)
        /// A still's file name.
        case still(String)
    }

    /// Where it is from.
    package let place: Place
    /// The frame as it is, smaller.
    let picture: RGBPicture
    /// Its lightness as networks of some input sizes read it.
    let inputs: [NetworkInput: [Float]]

    /// The frame with the colours of `predictor`, once for each look. Throws `NetError` or `ColorError`.
    package func colored(by predictor: any ChromaPredictor, looks: [ColorLook]) throws -> [RGBPicture] {
        let plain = FrameColoring(predictor)
        let lightness = try plain.lightness(of: picture)
        let input = predictor.input
        let seen = try plain.plane(inputs[input] ?? [], width: input.width, height: input.valueCount / input.width)
        let ab = try plain.predict(seen)
        return try looks.map { try FrameColoring(predictor, look: $0).picture(lightness, ab) }
    }

    /// The frame without colour, as it would come out with a saturation of 0.
    package func grey(_ predictor: any ChromaPredictor) throws -> RGBPicture {
        let coloring = FrameColoring(predictor, look: ColorLook(saturation: 0))
        return try coloring.picture(coloring.lightness(of: picture), coloring.uniform(a: 0, b: 0))
    }
}
