package import Color
package import Media
package import Net

/// The steps that read a picture's samples: what the network sees of it, and its own lightness.
///
/// What a step needs for a size and format of pictures is made when the first such picture comes and kept. For one
/// thread at a time.
package final class FrameReduction {
    private let input: NetworkInput
    let buffers: PlaneBufferPool
    private var converters = LayoutCache<LightnessConverter>()
    /// Of parts of pictures.
    private var areaConverters = LayoutCache<LightnessConverter>()
    private let unpackedFrames = FramePool()
    private let encodedFrames = FramePool()

    /// - Parameters:
    ///   - input: what the network reads.
    ///   - buffers: where planes are taken from.
    package init(to input: NetworkInput, buffers: PlaneBufferPool = PlaneBufferPool()) {
        self.input = input
        self.buffers = buffers
    }

    /// Decoded frame → what the network sees of it, of `area` or, if that is nil, of all of it.
    package func reduce(
        _ source: consuming Frame, _ ticket: FrameTicket, area: PictureArea? = nil
    ) throws -> ReducedFrame {
        let format = ticket.format
        guard let planar = format.planar else {
            throw MediaError(.unsupported, reason: "pictures of pixel format \(format.name) cannot be coloured")
        }
        var layout = planar.layout(width: source.width, height: source.height, color: ticket.tags.description)
        let properties = try ticket.hasAlpha ? source.reference() : source.propertiesOnly()
        var picture = try source.unpacked(from: format, to: planar, pool: unpackedFrames)
        var samples = planar
        if ticket.tags.isLinear { picture = try encoded(picture, from: &samples, layout: &layout) }

        let whole = PlanarPicture(frame: picture, format: samples, layout: layout)
        // Frames may differ in size.
        let part = area.flatMap { $0.isPart(of: layout) ? $0 : nil }
        let input = try whole.withPlanes { planes throws(ColorError) -> PlaneBuffer in
            try reduce(part.map { planes.part($0) } ?? planes)
        }
        return ReducedFrame(properties: properties, picture: whole, input: input, area: part)
    }

    /// What the network reads of a picture: L*, 0…100, at the network's size, and no hints.
    package func reduce(_ planes: PicturePlanes) throws(ColorError) -> PlaneBuffer {
        var plane = try buffers.take(width: input.width, height: input.valueCount / input.width)
        // Lightness comes first; the converter fills as many rows as the network has.
        try converter(planes.layout).networkLightness(of: planes, into: &plane)
        for index in input.lightness.upperBound..<input.valueCount { plane.mutableValues[index] = 0 }
        return plane
    }

    /// A picture's own L*, 0…100, at its own size.
    package func lightness(of planes: PicturePlanes) throws(ColorError) -> PlaneBuffer {
        var lightness = try buffers.take(width: planes.layout.width, height: planes.layout.height)
        try converter(planes.layout).lightness(of: planes, into: &lightness)
        return lightness
    }

    /// The same of a part of it.
    func lightness(of area: PictureArea, in planes: PicturePlanes) throws(ColorError) -> PlaneBuffer {
        let part = planes.part(area)
        var lightness = try buffers.take(width: area.width, height: area.height)
        let converter = try areaConverters.value(for: part.layout) { () throws(ColorError) in
            try LightnessConverter(layout: part.layout, networkWidth: input.width, networkHeight: input.height)
        }
        converter.lightness(of: part, into: &lightness)
        return lightness
    }

    private func converter(_ layout: PictureLayout) throws(ColorError) -> LightnessConverter {
        try converters.value(for: layout) { () throws(ColorError) in
            try LightnessConverter(layout: layout, networkWidth: input.width, networkHeight: input.height)
        }
    }

    /// A picture whose samples are proportional to light as one of floats that follow sRGB's curve.
    private func encoded(
        _ picture: borrowing Frame, from format: inout PixelFormat, layout: inout PictureLayout
    ) throws(MediaError) -> Frame {
        guard let float = PixelFormat(named: layout.model == .gray ? "grayf32le" : "gbrpf32le") else {
            throw MediaError(.unsupported, reason: "this FFmpeg has no pixel formats of floats")
        }
        let result = try picture.propertiesOnly()
        try result.allocatePlanes(format: float, width: layout.width, height: layout.height, from: encodedFrames)
        let floatLayout = float.layout(width: layout.width, height: layout.height, color: layout.color)
        try picture.withPlanes(format: format, layout: layout) { linear throws(MediaError) in
            try result.withPlanes(format: float, layout: floatLayout) { encoded throws(MediaError) in
                try MediaError.wrapping { () throws(ColorError) in try LinearLight().encode(linear, into: encoded) }
            }
        }
        (format, layout) = (float, floatLayout)
        return result
    }
}
