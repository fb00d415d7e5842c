internal import Flow
internal import Media
internal import Report

/// Frames from several places of a source, one place after the other, as if they were one film: a sample of what a run
/// would colour. Each place has its share of time, so that slow networks and large frames do not take longer.
final class SampleFrames: FrameSource {
    /// How much a sample takes.
    struct Limits {
        /// Places, spread evenly.
        var places = 4
        /// Frames per place.
        var frames = 4...120
        /// Time per place, after which no frame is taken that is not among the fewest.
        var seconds = 2.0
    }

    /// Opens a source of the frames that begin at a place.
    typealias Place = () throws -> any FrameSource

    let timeBase: Rational?
    private var places: [Place]
    private let limits: Limits
    private let size: (width: Int, height: Int)?
    private var current: (source: any FrameSource, start: ContinuousClock.Instant, taken: Int)?
    private var number = 0
    private var nextPTS: Int64 = 0
    private let firstNumbers = Guarded<Set<Int>>([])
    private let takenFrames = Guarded<[Int]>([])
    private let readAll = Guarded(false)
    private let foundDamage = Guarded<[FilmDamage]>([])

    /// - Parameters:
    ///   - places: of the sample.
    ///   - limits: for each of them.
    ///   - size: of the frames that are taken; nil for any.
    ///   - timeBase: a tick of the frames' times, in seconds.
    init(_ places: [Place], limits: Limits, size: (width: Int, height: Int)?, timeBase: Rational?) {
        (self.places, self.limits, self.size, self.timeBase) = (places, limits, size, timeBase)
    }

    /// Whether the frame with this number in the sample is the first of its place. Any thread may ask, once the frame
    /// has been read.
    func beginsPlace(_ number: Int) -> Bool { firstNumbers.withLock { $0.contains(number) } }

    /// How many frames were taken of each place.
    var taken: [Int] { takenFrames.withLock { $0 } }

    /// Whether the only place was read to its end.
    var isComplete: Bool { readAll.withLock { $0 } }

    /// What was found wrong with the frames.
    var damage: [FilmDamage] { foundDamage.withLock { $0 } }

    func next() throws -> TicketedFrame<Frame>? {
        while true {
            if current == nil {
                if places.isEmpty { return nil }
                current = (try places.removeFirst()(), .now, 0)
            }
            guard let (source, start, taken) = current, !isOver(start, taken) else {
                endPlace()
                continue
            }
            guard let frame = try source.next() else {
                if limits.places == 1 { readAll.withLock { $0 = true } }
                endPlace()
                continue
            }
            guard !frame.ticket.isContext, size.map({ $0 == (frame.payload.width, frame.payload.height) }) ?? true
            else { continue }
            current?.taken += 1
            if taken == 0 { _ = firstNumbers.withLock { $0.insert(number) } }
            return renumbered(frame)
        }
    }

    private func isOver(_ start: ContinuousClock.Instant, _ taken: Int) -> Bool {
        taken >= limits.frames.upperBound
            || (taken >= limits.frames.lowerBound && (ContinuousClock.now - start).seconds > limits.seconds)
    }

    private func endPlace() {
        if let taken = current?.taken { takenFrames.withLock { $0.append(taken) } }
        if let film = current?.source as? FilmReader {
            let found = film.damage.compactMap { if case .damage(_, let damage) = $0 { damage } else { nil } }
            foundDamage.withLock { $0 += found }
        }
        current = nil
    }

    private func renumbered(_ frame: consuming TicketedFrame<Frame>) -> TicketedFrame<Frame> {
        let old = frame.ticket
        let ticket = FrameTicket(
            number: number, pts: nextPTS, duration: old.duration, name: old.name, format: old.format, tags: old.tags,
            picture: old.picture, hasAlpha: old.hasAlpha)
        number += 1
        nextPTS += max(1, old.duration)
        return TicketedFrame(ticket, frame.takePayload())
    }
}
