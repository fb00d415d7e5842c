import ArgumentParser
import Files
import Media

/// Which part of the input is coloured.
struct PartOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Begin there: seconds or h:mm:ss.", valueName: "time"))
    var start: FilmTime?

    @Option(help: ArgumentHelp("Colour so much of the film.", valueName: "time"))
    var duration: FilmTime?

    @Option(
        // "-10" is a range, not an option.
        parsing: .unconditional,
        help: ArgumentHelp("Only frames A to B-1, counted from 0; A- and -B work.", valueName: "A-B"))
    var frames: FrameRange?

    func validate() throws {
        if frames != nil && (start != nil || duration != nil) {
            throw ValidationError("a part is either --frames or --start and --duration")
        }
        if let duration, duration.seconds == 0 { throw ValidationError("--duration takes more than 0") }
    }

    /// The part that is asked for by time; nil for none.
    var time: FilmSelection? {
        if start == nil && duration == nil { return nil }
        return .time(startSeconds: start?.seconds ?? 0, durationSeconds: duration?.seconds)
    }

    /// The part of a film that is asked for.
    var selection: FilmSelection { time ?? frames.map { .frames($0) } ?? .whole }
}

/// A place in a film or a length of it: "90", "1:30", "0:01:30.5".
struct FilmTime: ExpressibleByArgument {
    let seconds: Double

    init?(argument: String) {
        guard let time = ClockTime(argument) else { return nil }
        seconds = time.seconds
    }
}

extension FrameRange: ExpressibleByArgument {
    init?(argument: String) { self.init(argument) }
}
