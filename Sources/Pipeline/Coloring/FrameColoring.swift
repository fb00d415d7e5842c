package import Color
package import Media
internal import Net

/// The way of one frame, step by step: reduce, predict, light, recombine. The stages of a run, evaluation and the
/// choice of a precision all go this way; there is no second one.
///
/// What a step needs for a size and format of pictures (tables, scratch memory) is made when the first such picture
/// comes and kept. For one thread at a time: stages that run at the same time have one each.
package final class FrameColoring {
    /// The steps that read a picture's samples.
    let reduction: FrameReduction
    /// The step of the network.
    package let predict: Prediction
    package let look: ColorLook
    package var predictor: any ChromaPredictor { predict.predictor }
    var buffers: PlaneBufferPool { predict.buffers }
    private var recombiners: [ChromaSource: LayoutCache<Recombiner>] = [:]
    private let planarFrames = FramePool()
    private let packedFrames = FramePool()

    /// - Parameter buffers: where planes are taken from.
    package init(
        _ predictor: any ChromaPredictor, look: ColorLook = ColorLook(), buffers: PlaneBufferPool = PlaneBufferPool()
    ) {
        reduction = FrameReduction(to: predictor.input, buffers: buffers)
        predict = Prediction(predictor: predictor, buffers: buffers)
        self.look = look
    }

    /// Decoded frame → what the network sees of it.
    func reduce(_ source: consuming Frame, _ ticket: FrameTicket) throws -> ReducedFrame {
        try reduction.reduce(source, ticket)
    }

    /// Frame with its colour → the same with its own lightness at full size instead of the decoder's samples.
    func light(_ frame: consuming PredictedFrame) throws -> LitFrame {
        let lightness = try frame.reduced.picture.withPlanes { planes throws(ColorError) -> PlaneBuffer in
            try reduction.lightness(of: planes)
        }
        return frame.lit(lightness)
    }

    /// Full-size lightness and predicted a and b → a picture as the output wants it.
    func recombine(_ frame: consuming LitFrame, _ ticket: FrameTicket, for target: FrameTarget) throws -> Frame {
        let (format, tags) = try target.output(ticket)
        guard let planar = format.planar else {
            throw MediaError(.unsupported, reason: "pictures of pixel format \(format.name) cannot be written")
        }
        let layout = planar.layout(
            width: frame.lightness.width, height: frame.lightness.height, color: tags.description)
        let picture = try frame.properties.propertiesOnly()
        tags.apply(to: picture)
        try picture.allocatePlanes(format: planar, width: layout.width, height: layout.height, from: planarFrames)
        try picture.withPlanes(format: planar, layout: layout) { planes throws(MediaError) in
            try MediaError.wrapping { () throws(ColorError) in
                try recombine(
                    lightness: frame.lightness, ab: frame.output, source: frame.source, into: planes)
            }
            if tags.isLinear && layout.isFloat { LinearLight().decode(planes) }
        }
        return try picture.packed(from: planar, to: format, alphaOf: frame.properties, pool: packedFrames)
    }

    /// Writes the picture with this lightness and colour.
    ///
    /// - Parameters:
    ///   - ab: a, then b.
    ///   - source: where they come from, which tells their size.
    func recombine(
        lightness: borrowing PlaneBuffer, ab: borrowing PlaneBuffer, source: ChromaSource, into planes: PicturePlanes
    ) throws(ColorError) {
        let (input, output) = (predictor.input, predictor.output)
        let size =
            source == .network ? (width: output.width, height: output.height) : (width: input.width, height: input.height)
        let make = { [look] () throws(ColorError) in
            try Recombiner(
                output: planes.layout, abWidth: size.width, abHeight: size.height, networkWidth: input.width,
                networkHeight: input.height, saturation: look.saturation, chroma: look.chroma,
                // Colours that are given count at the ends, too.
                fade: source == .person ? nil : look.fade)
        }
        let recombiner = try recombiners[source, default: LayoutCache()].value(for: planes.layout, make: make)
        recombiner.recombine(lightness: lightness, ab: ab, into: planes)
    }

    /// All steps for one frame.
    ///
    /// - Parameter onPredicted: gets what the network gave.
    package func color(
        _ source: consuming TicketedFrame<Frame>, for target: FrameTarget,
        onPredicted: (UnsafeBufferPointer<Float>) -> Void = { _ in }
    ) throws -> TicketedFrame<Frame> {
        try source.map { ticket, frame in
            let predicted = try predict(reduce(frame, ticket))
            onPredicted(predicted.output.values)
            return try recombine(light(predicted), ticket, for: target)
        }
    }
}

extension PredictedFrame {
    /// The same frame with its full-size lightness instead of the decoder's samples.
    fileprivate consuming func lit(_ lightness: consuming PlaneBuffer) -> LitFrame {
        LitFrame(properties: reduced.properties, lightness: lightness, output: output, source: source)
    }
}
