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
    /// Of black borders.
    private var greyRecombiners = LayoutCache<Recombiner>()
    private let planarFrames = FramePool()
    private let packedFrames = FramePool()
    /// Of frames that keep their colours.
    private let conversion = FrameConversion()

    /// - Parameter buffers: where planes are taken from.
    package init(
        _ predictor: any ChromaPredictor, look: ColorLook = ColorLook(), buffers: PlaneBufferPool = PlaneBufferPool()
    ) {
        reduction = FrameReduction(to: predictor.input, buffers: buffers)
        predict = Prediction(predictor: predictor, buffers: buffers)
        self.look = look
    }

    /// Decoded frame → what the network sees of it.
    func reduce(_ source: consuming Frame, _ ticket: FrameTicket, area: PictureArea? = nil) throws -> ReducedFrame {
        try reduction.reduce(source, ticket, area: area)
    }

    /// Frame with its colour → the same with its own lightness at full size instead of the decoder's samples.
    func light(_ frame: consuming PredictedFrame) throws -> LitFrame {
        if frame.treatment.isKept { return frame.withOwnColors() }
        let lightness = try frame.reduced.picture.withPlanes { planes throws(ColorError) -> PlaneBuffer in
            try reduction.lightness(of: planes)
        }
        guard let area = frame.reduced.area else { return frame.lit(lightness) }
        let part = try frame.reduced.picture.withPlanes { planes throws(ColorError) -> PlaneBuffer in
            try reduction.lightness(of: area, in: planes)
        }
        return frame.lit(part, in: lightness, area)
    }

    /// Full-size lightness and predicted a and b → a picture as the output wants it.
    func recombine(_ frame: consuming LitFrame, _ ticket: FrameTicket, for target: FrameTarget) throws -> Frame {
        let (format, tags) = try target.output(ticket)
        guard let planar = format.planar else {
            throw MediaError(.unsupported, reason: "pictures of pixel format \(format.name) cannot be written")
        }
        let properties = frame.properties
        let picture: Frame
        switch consume frame.content {
        case .colored(let lightness, let output, let treatment):
            picture = try written(lightness.width, lightness.height, like: properties, planar, tags) {
                planes throws(ColorError) in
                try recombine(lightness: lightness, ab: output, treatment, into: planes)
            }
        case .bordered(let whole, let lightness, let output, let treatment, let area):
            picture = try written(whole.width, whole.height, like: properties, planar, tags) {
                planes throws(ColorError) in
                try grey(whole, into: planes)
                try recombine(lightness: lightness, ab: output, treatment, into: planes.part(area))
            }
        case .kept(let own):
            picture = try kept(own, ticket, planar, tags)
        }
        return try picture.packed(from: planar, to: format, alphaOf: properties, pool: packedFrames)
    }

    /// A picture that `body` writes.
    private func written(
        _ width: Int, _ height: Int, like properties: borrowing Frame, _ planar: PixelFormat, _ tags: ColorTags,
        _ body: (PicturePlanes) throws(ColorError) -> Void
    ) throws -> Frame {
        let layout = planar.layout(width: width, height: height, color: tags.description)
        let picture = try properties.propertiesOnly()
        tags.apply(to: picture)
        try picture.allocatePlanes(format: planar, width: width, height: height, from: planarFrames)
        try picture.withPlanes(format: planar, layout: layout) { planes throws(MediaError) in
            try MediaError.wrapping { () throws(ColorError) in try body(planes) }
            if tags.isLinear && layout.isFloat { LinearLight().decode(planes) }
        }
        return picture
    }

    /// Writes a picture without any colour.
    private func grey(_ lightness: borrowing PlaneBuffer, into planes: PicturePlanes) throws(ColorError) {
        let recombiner = try greyRecombiners.value(for: planes.layout) { () throws(ColorError) in
            try Recombiner(output: planes.layout, abWidth: 1, abHeight: 1, networkWidth: 1, networkHeight: 1)
        }
        let none = try buffers.take(width: 1, height: 2)
        none.mutableValues.update(repeating: 0)
        recombiner.recombine(lightness: lightness, ab: none, into: planes)
    }

    /// The picture with the colours that it came with.
    private func kept(
        _ own: consuming PlanarPicture, _ ticket: FrameTicket, _ planar: PixelFormat, _ tags: ColorTags
    ) throws -> Frame {
        let picture = try conversion.convert(own.takeFrame(), ticket.tags, to: planar, tags)
        if tags.isLinear, planar.isFloat {
            let layout = planar.layout(width: picture.width, height: picture.height, color: tags.description)
            try picture.withPlanes(format: planar, layout: layout) { planes throws(MediaError) in
                LinearLight().decode(planes)
            }
        }
        return picture
    }

    /// Writes the picture with this lightness and colour.
    ///
    /// - Parameters:
    ///   - ab: a, then b, of the size that their source has; a person's are meant as they are.
    func recombine(
        lightness: borrowing PlaneBuffer, ab: borrowing PlaneBuffer, _ treatment: FrameTreatment,
        into planes: PicturePlanes
    ) throws(ColorError) {
        let (input, output, source) = (predictor.input, predictor.output, treatment.source)
        let isGuided = source == .person
        let size: (width: Int, height: Int) =
            source == .network ? (output.width, output.height) : (input.width, input.height)
        let make = { [look] () throws(ColorError) in
            try Recombiner(
                output: planes.layout, abWidth: size.width, abHeight: size.height, networkWidth: input.width,
                networkHeight: input.height, saturation: isGuided ? 1 : look.saturation, chroma: look.chroma,
                fade: source.fade(look.fade))
        }
        let recombiner = try recombiners[source, default: LayoutCache()].value(for: planes.layout, make: make)
        let keepsHue = treatment.keepsHue || (isGuided && look.saturation != 1)
        recombiner.recombine(lightness: lightness, ab: ab, keepsHue: keepsHue, into: planes)
    }

    /// All steps for one frame.
    ///
    /// - Parameters:
    ///   - area: where the picture is in a frame with black borders; nil for all of it.
    ///   - onPredicted: gets what the network gave.
    package func color(
        _ source: consuming TicketedFrame<Frame>, for target: FrameTarget, area: PictureArea? = nil,
        onPredicted: (UnsafeBufferPointer<Float>) -> Void = { _ in }
    ) throws -> TicketedFrame<Frame> {
        try source.map { ticket, frame in
            let predicted = try predict(reduce(frame, ticket, area: area))
            onPredicted(predicted.output.values)
            return try recombine(light(predicted), ticket, for: target)
        }
    }
}

extension PredictedFrame {
    /// The same frame with its full-size lightness instead of the decoder's samples.
    fileprivate consuming func lit(_ lightness: consuming PlaneBuffer) -> LitFrame {
        LitFrame(reduced.properties, lightness: lightness, output: output, treatment)
    }

    /// The same of a picture in a frame with black borders.
    fileprivate consuming func lit(
        _ part: consuming PlaneBuffer, in whole: consuming PlaneBuffer, _ area: PictureArea
    ) -> LitFrame {
        LitFrame(reduced.properties, whole: whole, lightness: part, output: output, treatment, area)
    }

    /// The same frame without what the network says.
    fileprivate consuming func withOwnColors() -> LitFrame {
        LitFrame(reduced.properties, kept: reduced.picture)
    }
}
