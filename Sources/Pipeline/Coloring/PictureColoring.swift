package import Color

/// The program's own path from lightness to colour, for pictures of one size: what is evaluated.
package final class PictureColoring {
    package let predictor: any ChromaPredictor
    private let saturation: Float
    private let lightnessConverter: LightnessConverter
    private let recombiner: Recombiner
    private let buffers = PlaneBufferPool()

    /// - Parameters:
    ///   - predictor: the network.
    ///   - saturation: factor on a and b.
    ///   - size: of the pictures; nil for the size that the network sees.
    /// - Throws: `ColorError` if there is no memory for it.
    package init(
        predictor: any ChromaPredictor, saturation: Float, size: (width: Int, height: Int)? = nil
    ) throws(ColorError) {
        self.predictor = predictor
        self.saturation = saturation
        let (width, height) = size ?? (predictor.inputWidth, predictor.inputHeight)
        let layout = RGBPicture(width: width, height: height).layout
        lightnessConverter = try LightnessConverter(
            layout: layout, networkWidth: predictor.inputWidth, networkHeight: predictor.inputHeight)
        recombiner = try Recombiner(
            output: layout, abWidth: predictor.abWidth, abHeight: predictor.abHeight,
            networkWidth: predictor.inputWidth, networkHeight: predictor.inputHeight, saturation: saturation)
    }

    /// L* of `picture`: all that is kept of it.
    package func lightness(of picture: RGBPicture) throws(ColorError) -> PlaneBuffer {
        var picture = picture
        var lightness = try buffers.take(width: picture.width, height: picture.height)
        picture.withPlanes { lightnessConverter.lightness(of: $0, into: &lightness) }
        return lightness
    }

    /// a over b as the network predicts them from L* of the size it sees.
    package func predict(_ lightness: borrowing PlaneBuffer) throws -> PlaneBuffer {
        let ab = try buffers.take(width: predictor.abWidth, height: 2 * predictor.abHeight)
        var span = ab.mutableValues.mutableSpan
        try predictor.predict(lightness: lightness.values.span, ab: &span)
        return ab
    }

    /// A plane of these values, row after row.
    package func plane(_ values: [Float], width: Int, height: Int) throws(ColorError) -> PlaneBuffer {
        let plane = try buffers.take(width: width, height: height)
        for (index, value) in values.prefix(plane.count).enumerated() { plane.mutableValues[index] = value }
        return plane
    }

    /// One colour for the whole picture, as a over b.
    package func uniform(a: Float, b: Float) throws(ColorError) -> PlaneBuffer {
        let ab = try buffers.take(width: predictor.abWidth, height: 2 * predictor.abHeight)
        let half = ab.count / 2
        for i in 0..<half { ab.mutableValues[i] = a }
        for i in half..<2 * half { ab.mutableValues[i] = b }
        return ab
    }

    /// The picture with this lightness and colour.
    package func picture(_ lightness: borrowing PlaneBuffer, _ ab: borrowing PlaneBuffer) -> RGBPicture {
        var rgb = RGBPicture(width: lightness.width, height: lightness.height)
        rgb.withPlanes { recombiner.recombine(lightness: lightness, ab: ab, into: $0) }
        return rgb
    }

    /// That, and the colour that was asked for.
    package func join(_ lightness: borrowing PlaneBuffer, _ ab: borrowing PlaneBuffer) -> ColoredPicture {
        let rgb = picture(lightness, ab)
        let small = ChromaPicture(ab, saturation: Double(saturation))
        return ColoredPicture(rgb: rgb, chroma: small.enlarged(width: rgb.width, height: rgb.height))
    }
}

/// A coloured picture, and the colour that was asked for: not every a and b exists in sRGB with every L*.
package struct ColoredPicture: Sendable {
    package let rgb: RGBPicture
    package let chroma: ChromaPicture
}
