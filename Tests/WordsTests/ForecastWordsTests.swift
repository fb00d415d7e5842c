import Report
import Testing

@testable import colorize_video

/// What is said of a run before it is run.
@Suite struct ForecastWordsTests {
    private static let sound = StreamName(index: 1, kind: .audio, codec: "aac")
    private static let text = StreamName(index: 2, kind: .subtitle, codec: "subrip")

    private var forecast: RunForecast {
        var source = RunForecast.Source(path: "film.mkv")
        (source.size, source.framesPerSecond, source.frames) = ((1920, 1080), 24, 129_600)
        source.coloredStream = StreamName(index: 0, kind: .video, codec: "h264")
        return RunForecast(
            source: source,
            output: .film(
                path: "out.mp4", container: "mp4", encoder: "libx264", pixelFormat: "yuv420p", copied: [Self.sound]),
            sample: RunForecast.Sample(
                frames: 120, places: 4, secondsPerFrame: 0.08, processorSecondsPerFrame: 0.15, pictureBytes: 2e9,
                copiedBytes: 5e8, damage: []))
    }

    private let facts = ForecastFacts(
        model: "lite", precision: "int8: looks the same as f32 (mean difference 0.54)", memoryBytes: 0x1p30,
        warnings: [.streamDropped(text, .containerCannotHold("mp4", advice: [])), .rotationDropped(container: "avi")])

    @Test func everythingIsSaid() {
        #expect(
            forecast.lines(facts) == [
                "input:     film.mkv: 1920x1080, 24.00 frames per second, about 129600 frames",
                "output:    out.mp4: mp4, libx264, yuv420p",
                "coloured:  video stream 0 (h264)",
                "kept:      audio stream 1 (aac)",
                "dropped:   subtitle stream 2 (subrip) left out: mp4 cannot hold it",
                "warning:   the picture's rotation is left out: avi cannot hold it; use .mp4",
                "damage:    none seen in 120 frames at 4 places",
                "model:     lite",
                "precision: int8: looks the same as f32 (mean difference 0.54)",
                "memory:    at most about 1.0 GiB",
                "speed:     12.5 frames per second, measured on 120 frames at 4 places",
                "time:      about 2 h 53 min, or 5 h 24 min of CPU time",
                "size:      about 2.5 GB, 500.0 MB of which are copied streams",
            ])
    }

    @Test func whatNobodyKnowsIsSaidToo() {
        var forecast = forecast
        forecast.source.frames = nil
        forecast.sample.secondsPerFrame = 4.2
        forecast.sample.pictureBytes = nil
        forecast.sample.damage = [
            FilmDamage(.guessedFrame, count: 3, place: .frame(12, seconds: 61)),
            FilmDamage(.readFailure, place: .afterFrame(20, seconds: 90)),
        ]
        let lines = forecast.lines(facts)
        #expect(lines.contains("speed:     4.2 seconds per frame, measured on 120 frames at 4 places"))
        #expect(lines.contains("time:      unknown, as is the length of the input"))
        #expect(!lines.contains { $0.hasPrefix("size:") })
        #expect(
            lines.contains(
                "damage:    3 frames are damaged: the decoder had to guess parts of them, first at 1:01; cannot be read "
                    + "to its end at 1:30"))
    }

    @Test(arguments: [
        (0.2, "1 s"), (119, "119 s"), (120, "2 min"), (3569, "59 min"), (3571, "1 h 0 min"), (33_000, "9 h 10 min"),
    ])
    func durations(seconds: Double, words: String) { #expect(Words.duration(seconds) == words) }

    @Test(arguments: [(20.0, "1 kB"), (999_499, "999 kB"), (999_500, "1.0 MB"), (4.26e6, "4.3 MB"), (3.14e9, "3.1 GB")])
    func sizes(bytes: Double, words: String) { #expect(Words.bytes(bytes) == words) }
}
