import Foundation
import TestSupport
import Testing

/// Every frame at its own time, whatever the film's clock is like.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct TimeTests {
    /// A film with a clock of its own kind, and what is made of it.
    struct Film: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// The input's name, and what ffmpeg makes it with (after the picture and the tone).
        let name: String
        let arguments: [String]
        /// The output's name.
        var output = "out.mkv"
        /// Frames there are; their times are the source's.
        let frames: Int
        /// Largest difference of a time in seconds: a tick of the coarser clock.
        var tolerance = 0.0006
        /// What the command must say; nil for nothing.
        var message: String?
        /// A shell command that makes the input of `name` afterwards, in its folder.
        var afterwards: String?
    }

    static let films: [Film] = [
        Film(
            testDescription: "constant rate, MP4 to MP4", name: "in.mp4", arguments: ["-c:v", "libx264", "-bf", "3"],
            output: "out.mp4", frames: 25, tolerance: 1e-6),
        Film(
            testDescription: "variable rate", name: "in.mkv",
            arguments: ["-vf", "select=not(mod(n\\,3))+not(mod(n\\,7))", "-vsync", "vfr", "-c:v", "libx264"],
            output: "out.mp4", frames: 11),
        Film(
            testDescription: "starts before 0 (edit list)", name: "in.mp4",
            arguments: ["-c:v", "libx264", "-bf", "3", "-g", "10"], output: "out.mp4", frames: 12, tolerance: 1e-6,
            afterwards: "ffmpeg -v error -ss 0.5 -i in.mp4 -c copy -y cut.mp4 && mv cut.mp4 in.mp4"),
        Film(
            testDescription: "starts late", name: "in.ts",
            arguments: ["-c:v", "mpeg2video", "-muxdelay", "2", "-output_ts_offset", "100"], output: "out.mp4",
            frames: 25, tolerance: 2e-5),
        Film(
            testDescription: "no timestamps", name: "in.h264", arguments: ["-an", "-c:v", "libx264", "-bf", "0"],
            frames: 25),
        Film(
            testDescription: "repeated timestamps", name: "in.mkv",
            arguments: ["-c:v", "mjpeg", "-bsf:v", "setts=ts=(N-eq(mod(N\\,5)\\,4))*0.04/TB"], frames: 25,
            tolerance: 0.0016, message: "5 frames had times that are not after the frame before"),
        Film(
            testDescription: "a clock that jumps", name: "in.ts",
            arguments: ["-c:v", "mpeg2video", "-bf", "2"], output: "out.mp4", frames: 50, tolerance: 0.05,
            message: "times jump once",
            afterwards:
                "ffmpeg -v error -i in.ts -c copy -output_ts_offset 500 -y b.ts && cat in.ts b.ts > c.ts && mv c.ts in.ts"
        ),
        Film(
            testDescription: "frames counted, not timed", name: "in.avi", arguments: ["-c:v", "mpeg4", "-bf", "2"],
            output: "out.avi", frames: 25, tolerance: 0.041),
        Film(
            testDescription: "30000/1001", name: "in.mov",
            arguments: ["-r", "30000/1001", "-c:v", "prores_ks"], output: "out.mov", frames: 30, tolerance: 1e-6),
    ]

    /// When each frame is shown, in seconds, as far as FFmpeg can tell.
    private static func times(_ path: String) throws -> [Double] {
        let frames = try FFmpeg.probe(path, ["-select_streams", "v:0", "-show_frames"])["frames"] as? [[String: Any]]
        return (frames ?? []).map { Double($0["best_effort_timestamp_time"] as? String ?? "") ?? .nan }
    }

    @Test(arguments: films)
    func framesKeepTheirTimes(film: Film) throws {
        let folder = try FilmFolder()
        try folder.make(film.name, FilmFolder.picture() + FilmFolder.tone() + film.arguments)
        if let afterwards = film.afterwards { try #require(folder.shell(afterwards).exitCode == 0) }
        let input = folder.path(film.name)
        let (output, messages) = try folder.colorize(input, to: film.output)
        #expect(film.message.map { messages.contains($0) } ?? messages.isEmpty, "\(messages)")

        let times = try Self.times(output)
        #expect(times.count == film.frames)
        if film.message != "times jump once", film.name != "in.h264" {
            let wanted = try Self.times(input)
            let difference = zip(times, wanted).map { abs($0 - $1) }.max() ?? 0
            #expect(wanted.count == times.count)
            #expect(difference <= film.tolerance, "\(times) instead of \(wanted)")
        }
        // No time twice, none back, and none far from its neighbours.
        let steps = zip(times, times.dropFirst()).map { $1 - $0 }.filter { !$0.isNaN }
        #expect(steps.allSatisfy { $0 > 0 && $0 < 0.4 }, "\(times)")
        let complaints = try Command.run("ffprobe", ["-v", "warning", "-show_packets", output]).errorOutput
        #expect(!complaints.contains("timestamp") && !complaints.contains("dts"), "\(complaints)")
    }

    @Test(arguments: ["mp4", "mkv", "mov"])
    func soundThatStartsLateOrEndsEarlyStaysWhereItIs(container: String) throws {
        let folder = try FilmFolder()
        let input = try folder.make(
            "in.mkv",
            FilmFolder.picture(seconds: 16, rate: "5") + FilmFolder.tone(seconds: 1) + ["-itsoffset", "14"]
                + FilmFolder.tone(seconds: 1)
                + ["-map", "0", "-map", "1", "-map", "2", "-c:v", "libx264", "-c:a", "ac3"])
        let output = try folder.colorize(input, to: "out.\(container)", ["--verify"]).path
        for stream in ["a:0", "a:1"] {
            #expect(try FFmpeg.packetMD5(output, stream: stream) == FFmpeg.packetMD5(input, stream: stream))
            let start = { (path: String) -> Double in
                let packets = try FFmpeg.probe(path, ["-select_streams", stream, "-show_packets"])["packets"]
                return Double(((packets as? [[String: Any]])?.first?["pts_time"] as? String) ?? "") ?? -1
            }
            #expect(abs(try start(output) - start(input)) < 0.002)
        }
    }

    @Test func samplesBeforeTheBeginningDoNotMoveTheFilm() throws {
        // AAC's first packet lies before 0 in MP4; Matroska has no negative times.
        let folder = try FilmFolder()
        let input = try folder.make("in.mp4", FilmFolder.picture() + FilmFolder.tone() + ["-c:a", "aac"])
        let output = try folder.colorize(input, to: "out.mkv").path
        #expect(try FFmpeg.frameTimes(output).first?.time == "0.000000")
        #expect(try FFmpeg.packetMD5(output, stream: "a:0") == FFmpeg.packetMD5(input, stream: "a:0"))
    }
}
