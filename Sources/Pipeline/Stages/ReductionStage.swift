/// Decoded frame → what the network sees of it. The frame itself is kept as it was decoded, which takes less memory
/// than its lightness at full size, while it waits for its colour.
final class ReductionStage {
    private let networkWidth: Int
    private let networkHeight: Int
    private let buffers: PlaneBufferPool
    // One converter a layout: a film has one, a folder of pictures may have many.
    private var converter: LightnessConverter?

    init(networkWidth: Int, networkHeight: Int, buffers: PlaneBufferPool) {
        self.networkWidth = networkWidth
        self.networkHeight = networkHeight
        self.buffers = buffers
    }

    func process(_ source: consuming SourceFrame) throws -> ReducedFrame {
        let info = source.info
        let format = info.format
        guard let planar = format.planar else {
            throw MediaError(.unsupported, reason: "pictures of pixel format \(format.name) cannot be coloured")
        }
        let layout = planar.layout(
            width: source.frame.width, height: source.frame.height, color: info.tags.description)
        let properties = try info.hasAlpha ? source.frame.reference() : source.frame.propertiesOnly()
        let picture = try source.takeFrame().unpacked(from: format, to: planar)

        let converter = try converter(for: layout)
        var networkLightness = try buffers.take(width: networkWidth, height: networkHeight)
        try picture.withPlanes(format: planar, layout: layout) { planes throws(MediaError) in
            converter.networkLightness(of: planes, into: &networkLightness)
        }
        return ReducedFrame(
            info: info, properties: properties,
            picture: PlanarPicture(frame: picture, format: planar, layout: layout), networkLightness: networkLightness)
    }

    private func converter(for layout: PictureLayout) throws(MediaError) -> LightnessConverter {
        if let converter, converter.layout == layout { return converter }
        let fresh = try LightnessConverter(layout: layout, networkWidth: networkWidth, networkHeight: networkHeight)
        converter = fresh
        return fresh
    }
}
