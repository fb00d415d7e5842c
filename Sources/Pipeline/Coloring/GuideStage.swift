internal import Color
internal import Guidance
internal import Media
internal import Net

/// Frames with the network's colours → the same with those that their shots agree on, and with a person's.
final class GuideStage {
    private let shots: ShotSteadying?
    /// nil where nobody gave colours, or where frames bring along what was found out.
    private let guides: (any FrameGuides)?
    private let saturation: Float
    private let onCut: (FrameTicket) -> Void
    private let buffers: PlaneBufferPool
    /// For colours that shots agree on, which are the network's.
    private let sight: FrameSight
    /// For a person's.
    private let guideSight: FrameSight
    private let input: NetworkInput
    private let output: NetworkOutput
    private let onFrame: (FrameKnowledge) -> Void
    /// Of the last frame.
    private var shotColors = ShotColors([])

    /// - Parameters:
    ///   - shots: what steadies whole shots; nil if that is done otherwise, or not at all.
    ///   - guides: what a person gave; nil if that is nothing, or if frames bring it along.
    ///   - keys: see `FrameGuides`.
    ///   - saturation: factor on the network's a and b.
    ///   - onCut: called for each frame with which a shot begins, but the film's first, in order; with `shots` only.
    ///   - onFrame: called for each frame that is to be written, where a person gave something.
    init(
        shots: ShotSteadying?, guides: (any FrameGuides)?, predictor: any ChromaPredictor,
        keys: (any ChromaPredictor)?, saturation: Float, buffers: PlaneBufferPool,
        onCut: @escaping (FrameTicket) -> Void, onFrame: @escaping (FrameKnowledge) -> Void
    ) {
        self.shots = shots
        self.guides = guides
        self.saturation = saturation
        self.onCut = onCut
        self.onFrame = onFrame
        self.buffers = buffers
        input = predictor.input
        output = predictor.output
        sight = FrameSight(predictor, keys: nil, saturation: 1, buffers: buffers)
        guideSight = FrameSight(predictor, keys: keys, saturation: saturation, buffers: buffers)
    }

    func guide(_ frame: consuming PredictedFrame, _ ticket: FrameTicket) throws -> PredictedFrame {
        if let shots, ticket.number > 0, try shots.isShotStart(ticket.number) { onCut(ticket) }
        let told = frame.reduced.guidance
        let changes = told?.changes ?? guides?.changes(of: ticket.number) ?? []
        if !shotColors.isFor(changes) { shotColors = ShotColors(changes) }
        // A frame without any colours is kept by giving it none.
        let isColored = ticket.format.colorComponentCount == 3
        if shotColors.isKept, isColored { return frame.treated(.kept) }
        if shotColors.isKept {
            frame.output.mutableValues[output.ab].update(repeating: 0)
        } else if !ShotColors.areOwnOrNone(changes) {
            let steadied = try steadied(frame, ticket.number)
            let certainty = output.meanCertainty(frame.output.values)
            let shot = told?.shotStart ?? guides?.shotStart(of: ticket.number)
            let guide = try told?.guide ?? guides?.guide(of: ticket.number)
            if let guided = try guided(frame, ticket.number, by: guide, over: steadied) {
                let covered = guided.values.suffix(guided.count / 3)
                note(ticket, shot, certainty, covered: Double(covered.reduce(0, +)) / Double(covered.count))
                return finished(frame.colored(guided, from: .person))
            }
            note(ticket, shot, certainty, covered: nil)
            if let steadied {
                let source = ChromaSource(carried: steadied, output)
                return finished(frame.colored(steadied, from: source))
            }
        }
        return finished(frame)
    }

    /// - Parameter shot: the first frame of the frame's shot; nil where a person gave nothing.
    private func note(_ ticket: FrameTicket, _ shot: Int?, _ certainty: Double?, covered: Double?) {
        guard let shot, !ticket.isContext else { return }
        onFrame(FrameKnowledge(number: ticket.number, shot: shot, certainty: certainty, covered: covered))
    }

    /// What the shot agrees on; nil if shots are not steadied.
    private func steadied(_ frame: borrowing PredictedFrame, _ number: Int) throws -> PlaneBuffer? {
        guard let shots else { return nil }
        return try sight.withSeen(frame.reduced.input, frame.output) { seen -> PlaneBuffer? in
            try shots.colors(of: number, seen: seen)
        }
    }

    /// What a person's colours make of the frame; nil if none reach it. These are meant as they are, so the others are
    /// multiplied by the saturation here.
    private func guided(
        _ frame: borrowing PredictedFrame, _ number: Int, by guide: ShotGuide?, over steadied: borrowing PlaneBuffer?
    ) throws -> PlaneBuffer? {
        guard let guide else { return nil }
        let prior = try scaled(steadied)
        return try guideSight.withSeen(frame.reduced.input, frame.output) { seen -> PlaneBuffer? in
            try guide.colors(of: number, seen: seen, over: prior)
        }
    }

    private func scaled(_ ab: borrowing PlaneBuffer?) throws -> PlaneBuffer? {
        switch ab {
        case .none: return nil
        case .some(let ab):
            let result = try buffers.take(width: ab.width, height: ab.height)
            for index in 0..<result.count { result.base[index] = saturation * ab.base[index] }
            return result
        }
    }

    private func finished(_ frame: consuming PredictedFrame) -> PredictedFrame {
        let isNetworks = frame.treatment.source == .network
        let size = isNetworks ? (output.width, output.height) : (input.width, input.height)
        shotColors.apply(
            to: frame.output.base, size, lightness: frame.reduced.input.base, (input.width, input.height))
        if shotColors.mayLeaveGamut { frame.treatment.keepsHue = true }
        return frame
    }
}
