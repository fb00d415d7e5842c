import ArgumentParser
import Files
import Media

/// Options about films.
struct FilmOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Begin there: seconds or h:mm:ss.", valueName: "time"))
    var start: FilmTime?

    @Option(help: ArgumentHelp("Colour so much of the film.", valueName: "time"))
    var duration: FilmTime?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Container. (default: by the name; nut for -)", valueName: "name"))
    var format: String?

    @Option(help: ArgumentHelp("Colour the film's video stream N, from 0.", valueName: "N"))
    var mapVideo: Int?

    @Flag(help: "Leave out the sound.")
    var noAudio = false

    @Flag(help: "Leave out the subtitles.")
    var noSubtitles = false

    @Flag(help: "Make whole frames of interlaced ones first (bwdif).")
    var deinterlace = false

    @Flag(help: "Stop at the first damage in the film.")
    var strict = false

    @Flag(help: "Decode the finished film and compare.")
    var verify = false

    // The message that refuses a playlist names it; the help has to fit a screen.
    @Flag(help: ArgumentHelp("Open local files that a playlist names.", visibility: .hidden))
    var followPlaylists = false

    /// The part that is asked for by time; nil for none.
    var part: FilmSelection? {
        if start == nil && duration == nil { return nil }
        return .time(startSeconds: start?.seconds ?? 0, durationSeconds: duration?.seconds)
    }

    /// In the pipeline's words.
    var request: FilmRequest {
        var request = FilmRequest()
        request.videoNumber = mapVideo
        request.includesAudio = !noAudio
        request.includesSubtitles = !noSubtitles
        request.isDeinterlaced = deinterlace
        request.isStrict = strict
        request.followsPlaylists = followPlaylists
        return request
    }
}

/// A place in a film or a length of it: "90", "1:30", "0:01:30.5".
struct FilmTime: ExpressibleByArgument {
    let seconds: Double

    init?(argument: String) {
        guard let time = ClockTime(argument) else { return nil }
        seconds = time.seconds
    }
}
