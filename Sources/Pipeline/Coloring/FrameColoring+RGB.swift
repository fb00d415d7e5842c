package import Color
internal import Net

/// The steps for 8-bit sRGB pictures: what is compared and shown.
extension FrameColoring {
    /// L* of `picture`: all that is kept of it.
    package func lightness(of picture: RGBPicture) throws(ColorError) -> PlaneBuffer {
        var picture = picture
        return try picture.withPlanes { planes throws(ColorError) -> PlaneBuffer in try reduction.lightness(of: planes)
        }
    }

    /// A plane of these values, row after row.
    package func plane(_ values: [Float], width: Int, height: Int) throws(ColorError) -> PlaneBuffer {
        let plane = try buffers.take(width: width, height: height)
        for (index, value) in values.prefix(plane.count).enumerated() { plane.mutableValues[index] = value }
        return plane
    }

    /// One colour for the whole picture, as the network would give it.
    package func uniform(a: Float, b: Float) throws(ColorError) -> PlaneBuffer {
        let output = try predict.outputPlane()
        let half = predictor.output.ab.count / 2
        for i in 0..<half { output.mutableValues[i] = a }
        for i in half..<2 * half { output.mutableValues[i] = b }
        return output
    }

    /// The picture with this lightness and colour: see `recombine`.
    package func picture(
        _ lightness: borrowing PlaneBuffer, _ ab: borrowing PlaneBuffer, source: ChromaSource = .network
    ) throws(ColorError) -> RGBPicture {
        var rgb = RGBPicture(width: lightness.width, height: lightness.height)
        try rgb.withPlanes { planes throws(ColorError) in
            try recombine(lightness: lightness, ab: ab, FrameTreatment(source: source), into: planes)
        }
        return rgb
    }

    /// That, and the colour that was asked for.
    ///
    /// - Parameters:
    ///   - lightness: of the size of the network's input, unless the colours are the network's.
    ///   - source: where the colours come from, which tells their size.
    package func join(
        _ lightness: borrowing PlaneBuffer, _ ab: borrowing PlaneBuffer, from source: ChromaSource = .network
    ) throws(ColorError) -> ColoredPicture {
        let rgb = try picture(lightness, ab, source: source)
        // A person's colours are meant as they are.
        let saturation = source == .person ? 1 : Double(look.saturation)
        let asked: ChromaPicture
        if source == .network {
            asked = ChromaPicture(ab, of: predictor.output, saturation: saturation)
                .enlarged(width: rgb.width, height: rgb.height)
        } else {
            let values = ab.values.prefix(2 * rgb.count).map { Double($0) * saturation }
            asked = ChromaPicture(
                width: rgb.width, height: rgb.height, a: Array(values[..<rgb.count]), b: Array(values[rgb.count...]))
        }
        guard let fade = source.fade(look.fade) else { return ColoredPicture(rgb: rgb, chroma: asked) }
        return ColoredPicture(rgb: rgb, chroma: asked.faded(by: fade, at: lightness))
    }
}

/// A coloured picture, and the colour that was asked for: not every a and b exists in sRGB with every L*.
package struct ColoredPicture: Sendable {
    package let rgb: RGBPicture
    package let chroma: ChromaPicture
}
