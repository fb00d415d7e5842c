internal import Coloring
internal import Flow
internal import Media

/// The frames of an order's source by number, to be read ahead of the run.
final class NumberedFrames {
    private let source: OrderSource
    private let film: FilmFrameReader?
    private let names: [String]

    /// Opens the source. Throws `MediaError` if it cannot be read twice.
    init(_ source: OrderSource, turnsUpright: Bool, threads: Int, cancellation: Cancellation) throws(MediaError) {
        self.source = source
        switch source {
        case .film(let input):
            guard !StandardStream.isMeant(by: input.path) else {
                throw MediaError(.badOption, path: input.path, reason: "is a pipe, which cannot be read twice")
            }
            film = try FilmFrameReader(
                input.path, input.request, mostPixels: input.mostPixels, turnsUpright: turnsUpright,
                threads: ThreadShares(threads: threads).decoder, readsPackets: false, cancellation: cancellation)
            names = []
        case .stills(let input):
            film = nil
            names = try input.stills.names(startNumber: input.startNumber, warn: { _ in })
        }
    }

    /// How many frames there are; nil as long as nobody knows. Throws `MediaError`.
    func count() throws(MediaError) -> Int? {
        guard let film else { return names.count }
        return try film.count()
    }

    /// The number of the frame that is shown so many seconds after the film's start; nil behind its end, and for
    /// stills, which have no times. Throws `MediaError`.
    func number(atSeconds seconds: Double) throws(MediaError) -> Int? { try film?.number(atSeconds: seconds) }

    /// The frame of this number; nil behind the last. Throws `MediaError`.
    func frame(at number: Int) throws -> TicketedFrame<Frame>? {
        if let film {
            if let count = film.frameCount, number >= count { return nil }
            do throws(MediaError) {
                return try film.frame(at: number)
            } catch {
                if let count = film.frameCount, number >= count { return nil }
                throw error
            }
        }
        guard case .stills(let input) = source, names.indices.contains(number) else { return nil }
        let reader = ImageSequenceReader(
            folder: input.stills.folder, names: names,
            // In place of one that is skipped the next one is taken: its colours are of no use.
            places: number..<(input.keepGoing ? names.count : number + 1), contextFrames: 0,
            keepGoing: input.keepGoing, isStrict: input.isStrict, mostPixels: input.mostPixels, warn: { _ in })
        return try reader.next()
    }
}
