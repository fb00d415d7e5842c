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
    ///   - request: of which only the input matters, and which stream of it: all parts of a film have the same samples.
    ///   - count: pictures to take; more than there are means all.
    ///   - least: with fewer pictures than this in the input, none are taken.
    ///   - network: what it reads; no hints.
    ///   - cancellation: makes reading stop.
    /// - Throws: `MediaError`.
    init(
        of request: RunRequest, count: Int, least: Int, network: NetworkInput,
        cancellation: Cancellation
    ) throws {
        reduction = FrameReduction(to: network)
        if let input = PictureInput(path: request.input) {
            let names = try input.names(startNumber: nil, warn: { _ in })
            inputCount = names.count
            if names.count >= least { try takePictures(names, of: input.folder, count, mostPixels: request.maxPixels) }
        } else if StandardStream.isMeant(by: request.input) || !FileIdentity.canBeReadAgain(request.input) {
            // What is looked at in a pipe would be missing from the film.
            inputCount = nil
        } else {
            let reader = try Self.open(request, at: nil, cancellation)
            inputCount = reader.expectedFrameCount
            guard let seconds = reader.filmSeconds, inputCount ?? .max >= least else { return }
            let times = (0..<count).map { (Double($0) + 0.5) / Double(count) * seconds }
            if let inputCount, inputCount <= Self.mostFramesReadThrough {
                try takeFrames(at: times, of: reader)
            } else {
                for time in times {
                    if let frame = try Self.open(request, at: time, cancellation).next() { try take(frame) }
                }
            }
        }
    }

    /// The middles of `count` equal parts of `total`.
    private static func places(_ count: Int, of total: Int) -> [Int] {
        let count = min(count, total)
        return (0..<count).map { (2 * $0 + 1) * total / (2 * count) }
    }

    /// A film that begins with the first frame, or with the one before `seconds` that all that follows starts from.
    private static func open(
        _ request: RunRequest, at seconds: Double?, _ cancellation: Cancellation
    ) throws(MediaError) -> FilmReader {
        let demuxer = try Demuxer(
            input: request.input, followsPlaylists: request.film.followsPlaylists, cancellation: cancellation,
            isForLook: true)
        if let seconds { _ = demuxer.seek(toSeconds: demuxer.startSeconds + seconds) }
        var film = request.film
        film.isStrict = false
        // Whoever reads the film to colour it says what is wrong with it.
        let reader = try FilmReader(
            demuxer: demuxer, request: film, isFromStart: seconds == nil,
            mostPixels: request.maxPixels, threads: 0, decodesHastily: true,
            warn: { _ in })
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

    private mutating func takePictures(
        _ names: [String], of folder: String, _ count: Int, mostPixels: Int
    ) throws {
        for place in Self.places(count, of: names.count) {
            let reader = ImageSequenceReader(
                folder: folder, names: names, places: place..<(place + 1), contextFrames: 0, keepGoing: true,
                isStrict: false,
                mostPixels: mostPixels, warn: { _ in })
            if let frame = try reader.next() { try take(frame) }
        }
    }

    private mutating func take(_ frame: consuming TicketedFrame<Frame>) throws {
        let ticket = frame.ticket
        let reduced = try reduction.reduce(frame.takePayload(), ticket)
        planes.append(Array(reduced.input.values))
    }
}
