internal import Color
internal import Coloring
internal import Files
internal import Flow
internal import Media
internal import Net

/// Pictures spread evenly over an input, as the network sees them.
struct LightnessSamples {
    /// Films of so many frames and fewer are read from the start: they may have few frames to jump to.
    private static let mostFramesReadThrough = 600

    /// Frames or pictures of the whole input, whatever part of it is asked for; nil if that cannot be known.
    let inputCount: Int?
    /// L* in 0…100, row after row; none if the input cannot be read twice.
    private(set) var planes: [[Float]] = []
    private let reduction: FrameReduction

    /// - Parameters:
    ///   - source: whatever part of it is asked for: all parts of a film have the same samples.
    ///   - count: pictures to take; more than there are means all.
    ///   - least: with fewer pictures than this in the input, none are taken.
    ///   - network: what it reads; no hints.
    ///   - cancellation: makes reading stop.
    /// - Throws: `MediaError`.
    init(
        of source: OrderSource, count: Int, least: Int, network: NetworkInput, cancellation: Cancellation
    ) throws {
        reduction = FrameReduction(to: network)
        switch source {
        case .stills(let input):
            let names = try input.stills.names(startNumber: nil, warn: { _ in })
            inputCount = names.count
            if names.count >= least { try takeStills(names, of: input, count) }
        case .film(let input):
            guard input.canBeReadAgain else {
                // What is looked at in a pipe would be missing from the film.
                inputCount = nil
                return
            }
            let demuxer = try Demuxer(
                input: input.path, continuation: input.request.continuation,
                followsPlaylists: input.request.followsPlaylists, cancellation: cancellation, isForLook: true)
            let reader = try Self.reader(of: input, demuxer, isFromStart: true)
            inputCount = reader.expectedFrameCount
            guard let seconds = reader.filmSeconds, inputCount ?? .max >= least else { return }
            let times = (0..<count).map { (Double($0) + 0.5) / Double(count) * seconds }
            if let inputCount, inputCount <= Self.mostFramesReadThrough {
                try takeFrames(at: times, of: reader)
            } else {
                for time in times {
                    _ = demuxer.seek(toSeconds: demuxer.startSeconds + time)
                    if let frame = try Self.reader(of: input, demuxer, isFromStart: false).next() { try take(frame) }
                }
            }
        }
    }

    /// The middles of `count` equal parts of `total`.
    private static func places(_ count: Int, of total: Int) -> [Int] {
        let count = min(count, total)
        return (0..<count).map { (2 * $0 + 1) * total / (2 * count) }
    }

    /// The film's frames from where `demuxer` is: its first packet, or somewhere in it.
    private static func reader(
        of input: FilmInput, _ demuxer: Demuxer, isFromStart: Bool
    ) throws(MediaError) -> FilmReader {
        var request = input.request
        request.isStrict = false
        // Whoever reads the film to colour it says what is wrong with it.
        let reader = try FilmReader(
            demuxer: demuxer, request: request, isFromStart: isFromStart, mostPixels: input.mostPixels, threads: 0,
            decodesHastily: true, warn: { _ in })
        try reader.copyPackets(to: DroppedPackets())
        return reader
    }

    private mutating func takeFrames(at times: [Double], of reader: FilmReader) throws {
        var left = times[...]
        while let wanted = left.first, let frame = try reader.next() {
            if reader.seconds(of: frame.ticket) >= wanted {
                left.removeFirst()
                try take(frame)
            }
        }
    }

    private mutating func takeStills(_ names: [String], of input: StillsInput, _ count: Int) throws {
        for place in Self.places(count, of: names.count) {
            let reader = ImageSequenceReader(
                folder: input.stills.folder, names: names, places: place..<(place + 1), contextFrames: 0,
                keepGoing: true, isStrict: false, mostPixels: input.mostPixels, warn: { _ in })
            if let frame = try reader.next() { try take(frame) }
        }
    }

    private mutating func take(_ frame: consuming TicketedFrame<Frame>) throws {
        let ticket = frame.ticket
        let reduced = try reduction.reduce(frame.takePayload(), ticket)
        planes.append(Array(reduced.input.values))
    }
}
