internal import Color
internal import Media

/// Full-size lightness and predicted a and b → a picture in the encoder's pixel format.
final class RecombineStage {
    private let predictor: any ChromaPredictor
    private let target: FrameTarget
    private let saturation: Float
    private let chroma: ChromaEnlargement
    private var recombiners = LayoutCache<Recombiner>()
    private let planarFrames = FramePool()
    private let packedFrames = FramePool()

    init(predictor: any ChromaPredictor, target: FrameTarget, saturation: Float, chroma: ChromaEnlargement) {
        self.predictor = predictor
        self.saturation = saturation
        self.chroma = chroma
        self.target = target
    }

    func process(_ frame: consuming LightnessFrame) throws -> ColoredFrame {
        let info = frame.info
        let (format, tags) = try target.output(info)
        guard let planar = format.planar else {
            throw MediaError(.unsupported, reason: "pictures of pixel format \(format.name) cannot be written")
        }
        let layout = planar.layout(
            width: frame.lightness.width, height: frame.lightness.height, color: tags.description)
        let picture = try frame.properties.propertiesOnly()
        tags.apply(to: picture)
        try picture.allocatePlanes(format: planar, width: layout.width, height: layout.height, from: planarFrames)
        let recombiner = try recombiners.value(for: layout) { () throws(ColorError) in
            try Recombiner(
                output: layout, abWidth: predictor.abWidth, abHeight: predictor.abHeight,
                networkWidth: predictor.inputWidth, networkHeight: predictor.inputHeight, saturation: saturation,
                chroma: chroma)
        }
        try picture.withPlanes(format: planar, layout: layout) { planes throws(MediaError) in
            recombiner.recombine(lightness: frame.lightness, ab: frame.ab, into: planes)
            if tags.isLinear && layout.isFloat { LinearLight().decode(planes) }
        }
        return ColoredFrame(
            info: info,
            frame: try picture.packed(from: planar, to: format, alphaOf: frame.properties, pool: packedFrames))
    }
}
