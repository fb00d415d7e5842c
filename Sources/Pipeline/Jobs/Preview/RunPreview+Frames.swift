internal import Color
internal import Coloring
internal import Flow
internal import Media
package import Net
internal import Report

extension RunPreview {
    /// Frames on a sheet, of films and of stills whose frames are spread evenly.
    private static let (mostFrames, leastShots) = (8, 3)
    /// Frames after a place of which the most telling is taken: a shot may begin in the dark.
    private static let framesLookedAt = 12
    /// A film of so many pixels in all is read for its shots: about 300 frames of 1920 × 1080.
    private static let mostPixelsReadThrough = 6e8

    /// Frames spread over the source: one per shot where a film is short enough to be read for its shots and has some,
    /// otherwise evenly spread.
    ///
    /// - Parameters:
    ///   - inputs: what the networks read that will colour them.
    ///   - longerSide: of the pictures, in pixels; smaller frames stay as they are.
    /// - Throws: `MediaError` or `ColorError`.
    package func frames(for inputs: Set<NetworkInput>, longerSide: Int) throws -> [PreviewFrame] {
        let making = PreviewFrameMaking(inputs: inputs, longerSide: longerSide)
        switch opened {
        case .stills(let input, let selection):
            return try Self.spread(selection.places.count).map { place in
                let number = selection.places.lowerBound + place
                let reader = ImageSequenceReader(
                    folder: input.stills.folder, names: selection.names, places: number..<number + 1, contextFrames: 0,
                    keepGoing: true, isStrict: false, mostPixels: input.mostPixels, warn: { _ in })
                guard let frame = try reader.next() else { return nil }
                return try making.make(frame, at: .still(selection.names[number]))
            }.compactMap(\.self)
        case .film(let spots, let input):
            if case .whole = input.part, let count = source.frames, let size = source.size,
                Double(count) * Double(size.width) * Double(size.height) <= Self.mostPixelsReadThrough
            {
                return try framesOfShots(input, making)
            }
            return try framesAtSpots(spots, input, making)
        }
    }

    /// The numbers of at most `mostFrames` of so many, spread evenly.
    private static func spread(_ count: Int) -> [Int] {
        let shown = min(mostFrames, count)
        return (0..<shown).map { (2 * $0 + 1) * count / (2 * shown) }
    }

    private func framesOfShots(_ input: FilmInput, _ making: PreviewFrameMaking) throws -> [PreviewFrame] {
        let frames = try NumberedFrames(
            .film(input), turnsUpright: !order.makesFilm, threads: order.coloring.threads, cancellation: cancellation)
        let chosen = try ShotChoice(frames: frames, input: NetworkInput(width: 64, height: 64)).choose().chosen
        let count = try frames.count() ?? chosen.last.map { $0 + 1 } ?? 0
        let numbers =
            chosen.count < Self.leastShots ? Self.spread(count) : Self.spread(chosen.count).map { chosen[$0] }
        return try numbers.compactMap { number in
            guard let frame = try frames.frame(at: number) else { return nil }
            return try making.make(frame, at: .time(Double(number) / (source.framesPerSecond ?? 25), frame: number))
        }
    }

    private func framesAtSpots(
        _ spots: FilmSpots, _ input: FilmInput, _ making: PreviewFrameMaking
    ) throws -> [PreviewFrame] {
        let (start, end) = spots.span(of: input.part) ?? (0, 0)
        var shown: [PreviewFrame] = []
        var last = -Double.infinity
        for place in 0..<Self.mostFrames {
            let wanted = start + (Double(place) + 0.5) * (end - start) / Double(Self.mostFrames)
            let reader = try spots.reader(at: wanted)
            var best: (edges: Float, frame: PreviewFrame)?
            for _ in 0..<Self.framesLookedAt {
                guard let frame = try reader.next() else { break }
                let seconds = reader.seconds(of: frame.ticket)
                // Two places may have the same key frame before them.
                guard seconds > last else { continue }
                last = seconds
                let edges = try making.edges(of: frame)
                if edges > best?.edges ?? -1 { best = (edges, try making.make(frame, at: .time(seconds, frame: nil))) }
            }
            if let best { shown.append(best.frame) }
        }
        return shown
    }
}

/// Makes what a sheet needs of decoded frames.
private final class PreviewFrameMaking {
    private let reductions: [NetworkInput: FrameReduction]
    private let longerSide: Int
    private var reader: (width: Int, height: Int, reader: DisplayReader)?
    private let looked = NetworkInput(width: 64, height: 64)
    private let reduction: FrameReduction

    init(inputs: Set<NetworkInput>, longerSide: Int) {
        reductions = Dictionary(uniqueKeysWithValues: inputs.map { ($0, FrameReduction(to: $0)) })
        reduction = FrameReduction(to: looked)
        self.longerSide = longerSide
    }

    func edges(of frame: borrowing TicketedFrame<Frame>) throws -> Float {
        let reduced = try reduction.reduce(frame.payload.reference(), frame.ticket)
        return ShotChoice.edges(reduced.input, looked)
    }

    func make(_ frame: borrowing TicketedFrame<Frame>, at place: PreviewFrame.Place) throws -> PreviewFrame {
        let ticket = frame.ticket
        var inputs: [NetworkInput: [Float]] = [:]
        for (input, reduction) in reductions {
            inputs[input] = Array(try reduction.reduce(frame.payload.reference(), ticket).input.values)
        }
        let scale = min(1, Double(longerSide) / Double(max(frame.payload.width, frame.payload.height, 1)))
        let width = max(1, Int((Double(frame.payload.width) * scale).rounded()))
        let height = max(1, Int((Double(frame.payload.height) * scale).rounded()))
        if reader.map({ $0.width != width || $0.height != height }) ?? true {
            reader = (width, height, DisplayReader(part: .whole, width: width, height: height))
        }
        let picture = try reader?.reader.picture(
            of: frame.payload.reference(), format: ticket.format, tags: ticket.tags)
        return PreviewFrame(place: place, picture: picture ?? RGBPicture(width: 1, height: 1), inputs: inputs)
    }
}
