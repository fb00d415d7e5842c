internal import Color
internal import Media

/// Frame with its colour → the same with its own lightness at full size instead of the decoder's samples.
final class LightnessStage {
    private let networkWidth: Int
    private let networkHeight: Int
    private let buffers: PlaneBufferPool
    private var converters = LayoutCache<LightnessConverter>()

    init(networkWidth: Int, networkHeight: Int, buffers: PlaneBufferPool) {
        self.networkWidth = networkWidth
        self.networkHeight = networkHeight
        self.buffers = buffers
    }

    func process(_ frame: consuming PredictedFrame) throws -> LightnessFrame {
        let layout = frame.picture.layout
        let converter = try converters.value(for: layout) { () throws(ColorError) in
            try LightnessConverter(layout: layout, networkWidth: networkWidth, networkHeight: networkHeight)
        }
        var lightness = try buffers.take(width: layout.width, height: layout.height)
        try frame.picture.withPlanes { planes throws(MediaError) in
            converter.lightness(of: planes, into: &lightness)
        }
        return frame.lit(lightness)
    }
}
