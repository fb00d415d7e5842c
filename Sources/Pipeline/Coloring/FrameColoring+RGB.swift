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

    /// The picture with this lightness and what the network says of it.
    package func picture(
        _ lightness: borrowing PlaneBuffer, _ output: borrowing PlaneBuffer
    ) throws(ColorError) -> RGBPicture {
        try picture(lightness, output, FrameTreatment())
    }

    private func picture(
        _ lightness: borrowing PlaneBuffer, _ ab: borrowing PlaneBuffer, _ treatment: FrameTreatment
    ) throws(ColorError) -> RGBPicture {
        var rgb = RGBPicture(width: lightness.width, height: lightness.height)
        try rgb.withPlanes { planes throws(ColorError) in
            try recombine(lightness: lightness, ab: ab, treatment, into: planes)
        }
        return rgb
    }

    /// The picture with this lightness, of the size of the network's input, and with a and b of that size, and the
    /// colour that was asked for.
    package func join(
        _ lightness: borrowing PlaneBuffer, guided ab: borrowing PlaneBuffer
    ) throws(ColorError) -> ColoredPicture {
        let rgb = try picture(lightness, ab, FrameTreatment(isGuided: true))
        let values = ab.values.prefix(2 * rgb.count).map { Double($0) }
        let chroma = ChromaPicture(
            width: rgb.width, height: rgb.height, a: Array(values[..<rgb.count]), b: Array(values[rgb.count...]))
        return ColoredPicture(rgb: rgb, chroma: chroma)
    }

    /// That, and the colour that was asked for.
    package func join(
        _ lightness: borrowing PlaneBuffer, _ output: borrowing PlaneBuffer
    ) throws(ColorError) -> ColoredPicture {
        let rgb = try picture(lightness, output)
        let small = ChromaPicture(output, of: predictor.output, saturation: Double(look.saturation))
        let asked = small.enlarged(width: rgb.width, height: rgb.height)
        return ColoredPicture(rgb: rgb, chroma: look.fade.map { asked.faded(by: $0, at: lightness) } ?? asked)
    }
}

/// A coloured picture, and the colour that was asked for: not every a and b exists in sRGB with every L*.
package struct ColoredPicture: Sendable {
    package let rgb: RGBPicture
    package let chroma: ChromaPicture
}
