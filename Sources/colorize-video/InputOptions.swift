import ArgumentParser
import Media

/// Options about what is read. The help has to fit a screen: what is hidden is in `--help-hidden` and docs/options.md.
struct InputOptions: ParsableArguments {
    @Option(
        name: [.customShort("i"), .customLong("input")],
        help: ArgumentHelp("The input, as ffmpeg takes it; repeatable.", valueName: "path", visibility: .rare),
        completion: .file())
    var inputs: [String] = []

    @Flag(help: "Colour all films and sequences below a folder.")
    var recursive = false

    @Option(
        help: ArgumentHelp("Colour the film's video stream N, from 0.", valueName: "N", visibility: .rare))
    var mapVideo: Int?

    @Flag(help: "Leave out the sound.")
    var noAudio = false

    @Flag(help: ArgumentHelp("Leave out the subtitles.", visibility: .rare))
    var noSubtitles = false

    @Flag(help: "Make whole frames of interlaced ones first (bwdif).")
    var deinterlace = false

    @Flag(help: ArgumentHelp("Stop at the first damage in the film.", visibility: .rare))
    var strict = false

    @Flag(help: "Skip stills that cannot be read.")
    var keepGoing = false

    @Option(
        help: ArgumentHelp("The first number in the names of stills.", valueName: "number", visibility: .rare))
    var startNumber: Int?

    @Option(help: ArgumentHelp("Frame rate of a film made of stills. (default: 24)", valueName: "rate"))
    var fps: FrameRate?

    @Option(
        help: ArgumentHelp(
            "Refuse frames and stills of more pixels. (default: 8192x8192)", valueName: "size", visibility: .rare))
    var maxPixels: PixelCount?

    @Flag(help: ArgumentHelp("Open local files that a playlist names.", visibility: .rare))
    var followPlaylists = false

    func validate() throws {
        if let startNumber, !(0...1_000_000_000_000).contains(startNumber) {
            throw ValidationError("--start-number takes a number from 0 on")
        }
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

/// A number of pixels: "67108864" or "8192x8192".
struct PixelCount: ExpressibleByArgument {
    let pixels: Int

    init?(argument: String) {
        let sides = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(sides.count) else { return nil }
        var pixels = 1
        for side in sides {
            guard let side, side > 0 else { return nil }
            let (product, overflows) = pixels.multipliedReportingOverflow(by: side)
            // More than FFmpeg counts.
            guard !overflows, product <= Int(Int32.max) else { return nil }
            pixels = product
        }
        self.pixels = pixels
    }
}

extension FrameRate: ExpressibleByArgument {
    init?(argument: String) { self.init(argument) }
}
