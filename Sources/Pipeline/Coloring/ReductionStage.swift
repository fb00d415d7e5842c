package import Color
package import Media

/// Decoded frame → what the network sees of it. The frame itself is kept as it was decoded, which takes less memory
/// than its lightness at full size, while it waits for its colour.
package final class ReductionStage {
    private let networkWidth: Int
    private let networkHeight: Int
    private let buffers: PlaneBufferPool
    private var converters = LayoutCache<LightnessConverter>()
    private let unpackedFrames = FramePool()
    private let encodedFrames = FramePool()

    package init(networkWidth: Int, networkHeight: Int, buffers: PlaneBufferPool) {
        self.networkWidth = networkWidth
        self.networkHeight = networkHeight
        self.buffers = buffers
    }

    package func process(_ source: consuming SourceFrame) throws -> ReducedFrame {
        let info = source.info
        let format = info.format
        guard let planar = format.planar else {
            throw MediaError(.unsupported, reason: "pictures of pixel format \(format.name) cannot be coloured")
        }
        var layout = planar.layout(
            width: source.frame.width, height: source.frame.height, color: info.tags.description)
        let properties = try info.hasAlpha ? source.frame.reference() : source.frame.propertiesOnly()
        var picture = try source.takeFrame().unpacked(from: format, to: planar, pool: unpackedFrames)
        var samples = planar
        if info.tags.isLinear {
            picture = try encoded(picture, from: &samples, layout: &layout)
        }

        let converter = try converters.value(for: layout) { () throws(ColorError) in
            try LightnessConverter(layout: layout, networkWidth: networkWidth, networkHeight: networkHeight)
        }
        var networkLightness = try buffers.take(width: networkWidth, height: networkHeight)
        try picture.withPlanes(format: samples, layout: layout) { planes throws(MediaError) in
            converter.networkLightness(of: planes, into: &networkLightness)
        }
        return ReducedFrame(
            info: info, properties: properties,
            picture: PlanarPicture(frame: picture, format: samples, layout: layout), networkLightness: networkLightness)
    }

    /// A picture whose samples are proportional to light as one of floats that follow sRGB's curve.
    private func encoded(
        _ picture: borrowing Frame, from format: inout PixelFormat, layout: inout PictureLayout
    ) throws(MediaError) -> Frame {
        guard let float = PixelFormat(named: layout.model == .gray ? "grayf32le" : "gbrpf32le") else {
            throw MediaError(.unsupported, reason: "this FFmpeg has no pixel formats of floats")
        }
        let result = try picture.propertiesOnly()
        try result.allocatePlanes(
            format: float, width: layout.width, height: layout.height, from: encodedFrames)
        let floatLayout = float.layout(width: layout.width, height: layout.height, color: layout.color)
        try picture.withPlanes(format: format, layout: layout) { linear throws(MediaError) in
            try result.withPlanes(format: float, layout: floatLayout) { encoded throws(MediaError) in
                do throws(ColorError) {
                    try LinearLight().encode(linear, into: encoded)
                } catch {
                    throw MediaError(error)
                }
            }
        }
        (format, layout) = (float, floatLayout)
        return result
    }
}
