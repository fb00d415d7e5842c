import FoundationEssentials
import Report

/// One line of the progress as JSON, for programs that watch a run: an object on standard error, in UTF-8, on a line of
/// its own. A line that does not begin with `{` is no event: the sentence that tells why the program has failed.
///
/// Every object has
///
/// - `v`: the version of this description, 1. Fields and events may be added to a version; who reads them skips what it
///   does not know.
/// - `event`: what the object tells.
///
/// | event | when | fields |
/// |---|---|---|
/// | `start` | the work begins | `frames`, `earlier` |
/// | `progress` | once a second | `frame`, `frames`, `earlier`, `bytes`, `fps`, `elapsed`, `remaining` |
/// | `piece` | a piece is done that is kept whatever happens, also by earlier runs | `piecesDone`, `pieces` |
/// | `notice` | something was chosen or found | `text` |
/// | `warning` | something that the user should look at | `text` |
/// | `finish` | the work is over, for whatever reason | those of `progress`, without `remaining` |
/// | `summary` | the output is complete | see `Summary` |
///
/// A field whose value is not known is absent.
///
/// - `film`, `films`: which of several films the event is about, counted from 1, and their number; absent where there
///   is one, and in events about all of them.
/// - `frame`: frames in the output so far, those of earlier runs included.
/// - `frames`: frames there will be; an estimate for some films, but never less than `frame`.
/// - `earlier`: frames that earlier runs made.
/// - `bytes`: of coloured pictures in the output so far, those of earlier runs included. An encoder holds frames back.
/// - `piecesDone`, `pieces`: pieces that are done, those of earlier runs included, and pieces of the film.
/// - `fps`: frames per second since the first frame that this run wrote.
/// - `elapsed`, `remaining`: seconds since the start of this run, and until its end at this speed.
/// - `text`: the sentence that the progress line's reader gets.
struct ProgressEvent: Encodable {
    /// What an event tells.
    enum Kind: String, Encodable, CaseIterable {
        case start, progress, piece, notice, warning, finish, summary
    }

    /// The fields of a `summary`, beside `frames` (those that this run wrote), `elapsed` and `fps`.
    struct Summary: Encodable {
        /// What one stage cost. Stages work at the same time: the sum of `busy` may exceed `elapsed`.
        struct Stage: Encodable {
            let name: String
            /// Seconds at work on frames.
            let busy: Double?
            /// Seconds of CPU time.
            let cpu: Double?
        }

        /// How well the colours of a shot are known.
        struct Shot: Encodable {
            /// Its first frame.
            let first: Int
            /// Frames of it that were coloured.
            let frames: Int
            /// The network's mean certainty, 0 to 1; absent if it tells none.
            let certainty: Double?
            /// The share that no reference covers, 0 to 1; absent if the shot has none.
            let uncovered: Double?
        }

        /// Cuts between shots; absent if nobody looked for them.
        let cuts: Int?
        /// Frames whose colour was that of the frame before.
        let held: Int
        /// Seconds of CPU time of the whole process.
        let cpu: Double?
        let cores: Int
        let stages: [Stage]
        /// The name of the stage that sets the pace.
        let slowest: String?
        /// What of the input is not in the output; absent if that is nothing.
        let lost: [String]?
        /// Every shot of the frames that were coloured; absent without references, points or lists of colours.
        let shots: [Shot]?
    }

    private let v = 1
    let event: Kind
    private var film: Int?
    private var films: Int?
    private(set) var text: String?
    private(set) var frame: Int?
    private(set) var frames: Int?
    private(set) var earlier: Int?
    private(set) var bytes: Int?
    private(set) var piecesDone: Int?
    private(set) var pieces: Int?
    private(set) var fps: Double?
    private(set) var elapsed: Double?
    private(set) var remaining: Double?
    private(set) var summary: Summary?

    /// A notice or a warning.
    init(_ event: Kind, text: String) {
        self.event = event
        // What a terminal would act upon, and bytes of a path that are not UTF-8, are escaped as in the other format.
        self.text = Printable.line(text)
    }

    /// So many pieces are done, of so many, if that is known.
    init(piecesDone: Int, of pieces: Int?) {
        event = .piece
        self.piecesDone = piecesDone
        self.pieces = pieces
    }

    /// Where the work is: `start`, `progress` or `finish`.
    init(_ event: Kind, _ progress: Progress) {
        self.event = event
        let done = progress.earlierFrames + progress.frames
        frames = progress.total.map { max($0, done) }
        earlier = progress.earlierFrames
        guard event != .start else { return }
        frame = done
        bytes = progress.byteCount > 0 ? progress.byteCount : nil
        fps = ProgressEvent.rounded(progress.framesPerSecond, to: 0.01)
        elapsed = ProgressEvent.rounded(progress.elapsedSeconds, to: 0.1)
        if event == .progress { remaining = progress.remainingSeconds.flatMap { ProgressEvent.rounded($0, to: 0.1) } }
    }

    /// What the run did.
    init(_ summary: RunSummary, losses: [String] = []) {
        event = .summary
        frames = summary.frames
        let progress = Progress(frames: summary.frames, total: summary.frames, elapsedSeconds: summary.elapsedSeconds)
        fps = ProgressEvent.rounded(progress.framesPerSecond, to: 0.01)
        elapsed = ProgressEvent.rounded(summary.elapsedSeconds, to: 0.001)
        self.summary = Summary(
            cuts: summary.cuts, held: summary.heldFrames,
            cpu: ProgressEvent.rounded(summary.processorSeconds, to: 0.001), cores: summary.processorCount,
            stages: summary.stagesByName.map { stage in
                Summary.Stage(
                    name: stage.name, busy: ProgressEvent.rounded(stage.busySeconds, to: 0.001),
                    cpu: ProgressEvent.rounded(stage.processorSeconds, to: 0.001))
            }, slowest: summary.slowestStage, lost: losses.isEmpty ? nil : losses.map(Printable.line),
            shots: summary.shots.isEmpty
                ? nil
                : summary.shots.map { shot in
                    Summary.Shot(
                        first: shot.first, frames: shot.frames,
                        certainty: shot.certainty.flatMap { ProgressEvent.rounded($0, to: 0.001) },
                        uncovered: shot.uncovered.flatMap { ProgressEvent.rounded($0, to: 0.001) })
                })
    }

    /// JSON has no word for what is not finite.
    private static func rounded(_ value: Double, to step: Double) -> Double? {
        let steps = (1 / step).rounded()
        return value.isFinite ? (value * steps).rounded() / steps : nil
    }

    /// The object as one about a film of several where `place` says which.
    func line(of place: BatchPlace?) -> String {
        var event = self
        (event.film, event.films) = (place?.number, place?.count)
        return event.line
    }

    /// The object, without the line's end.
    var line: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts and finite numbers can always be encoded.
        guard let data = try? encoder.encode(self) else { return "{\"event\":\"\(event.rawValue)\",\"v\":1}" }
        return String(decoding: data, as: UTF8.self)
    }
}
