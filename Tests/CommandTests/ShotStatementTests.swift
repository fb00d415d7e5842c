import Foundation
import TestSupport
import Testing

/// Statements about shots in a list of colours, by the command.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct ShotStatementTests {
    let folder: FilmFolder
    private static let frames = 60

    /// A film of three shots of twenty frames: a grey one, one in colour, and a cut back to the first, grey. A still of
    /// frame 5.
    init() throws {
        folder = try FilmFolder()
        let scene = "mandelbrot=size=96x64:rate=25:start_scale=0.8:end_scale=0.6:end_pts=100"
        let color = "\(scene),hflip=enable='between(n,20,39)',negate=enable='between(n,20,39)',format=yuv420p"
        let source = ["-f", "lavfi", "-i", color, "-frames:v", "\(Self.frames)"]
        try folder.make("color.mkv", source + ["-c:v", "ffv1"])
        try folder.make("film.mkv", source + ["-vf", "hue=s=0:enable='not(between(n,20,39))'", "-c:v", "ffv1"])
        try folder.make("ref_5.png", ["-i", folder.path("color.mkv"), "-vf", "select=eq(n\\,5)", "-frames:v", "1"])
    }

    @discardableResult
    private func color(_ output: String, _ list: String, _ options: [String] = [], exitCode: Int32 = 0) throws -> String
    {
        try Data(list.utf8).write(to: URL(fileURLWithPath: folder.path("list.txt")))
        var arguments = [folder.path("film.mkv"), folder.path(output), "-c", "ffv1", "-y"] + ReferenceTests.usual
        if !list.isEmpty { arguments += ["--colors", folder.path("list.txt")] }
        let result = try Command.colorize(arguments + options)
        #expect(result.exitCode == exitCode, "\(result.errorOutput)")
        return result.errorOutput
    }

    /// The samples of some frames, in `format` or as they are.
    private func samples(_ name: String, _ frames: Range<Int>, _ format: String = "yuv420p") throws -> [UInt8] {
        let raw = folder.path("raw")
        try FFmpeg.run([
            "-i", folder.path(name), "-vf", "trim=start_frame=\(frames.lowerBound):end_frame=\(frames.upperBound)",
            "-f", "rawvideo", "-pix_fmt", format, raw,
        ])
        return Array(try Data(contentsOf: URL(fileURLWithPath: raw)))
    }

    /// Mean of the differences' squares.
    private func error(_ name: String, _ frames: Range<Int>, _ format: String = "rgb24") throws -> Double {
        let (result, truth) = (try samples(name, frames, format), try samples("color.mkv", frames, format))
        try #require(result.count == truth.count && !truth.isEmpty)
        return zip(result, truth).reduce(0.0) { $0 + pow(Double($1.0) - Double($1.1), 2) } / Double(truth.count)
    }

    @Test func keptShotsComeThrough() throws {
        try color("plain.mkv", "")
        try color("kept.mkv", "shot 0:01.000 keep", ["--verify"])
        // To the bit where the format is the film's, and nothing else changes.
        #expect(try samples("kept.mkv", 20..<40) == samples("film.mkv", 20..<40))
        #expect(try samples("kept.mkv", 0..<20) == samples("plain.mkv", 0..<20))
        #expect(try samples("kept.mkv", 40..<60) == samples("plain.mkv", 40..<60))
        #expect(try samples("plain.mkv", 20..<40) != samples("film.mkv", 20..<40))
        // In another format the same colours, by pieces, and as pictures.
        let other = ["--pix-fmt", "yuv444p10le", "--piece-frames", "64"]
        try color("kept.mkv", "shot 25 keep", other)
        #expect(try error("kept.mkv", 20..<40, "yuv444p") < 0.5)
        try color("part.mkv", "shot 25 keep", ["--pix-fmt", "yuv444p10le", "--frames", "30-50"])
        #expect(try samples("part.mkv", 0..<20, "yuv444p10le") == samples("kept.mkv", 30..<50, "yuv444p10le"))
        let stills = try Command.colorize(
            [folder.path("film.mkv"), folder.path("stills/"), "--frames", "30-31"] + ReferenceTests.usual
                + ["--colors", folder.path("list.txt")])
        #expect(stills.exitCode == 0, "\(stills.errorOutput)")
        try folder.make("still.mkv", ["-i", folder.path("stills/000031.png"), "-c:v", "ffv1"])
        let (still, truth) = (try samples("still.mkv", 0..<1, "rgb24"), try samples("color.mkv", 30..<31, "rgb24"))
        #expect(still.count == truth.count)
        // There are several ways to enlarge the chroma of 4:2:0.
        let difference = zip(still, truth).reduce(0.0) { $0 + abs(Double($1.0) - Double($1.1)) } / Double(truth.count)
        #expect(difference < 6)
        // A shot that has no colour keeps none.
        try color("grey.mkv", "shot 5 keep")
        #expect(try samples("grey.mkv", 0..<20) == samples("film.mkv", 0..<20))
    }

    @Test func cutsBackTakeTheColoursOfTheirLike() throws {
        try color("plain.mkv", "ref 5 ref_5.png")
        try color("like.mkv", "ref 0:00.200 ref_5.png\nshot 45 like 0:00.200")
        let (plain, like) = (try error("plain.mkv", 40..<60), try error("like.mkv", 40..<60))
        #expect(like < 0.35 * plain, "\(like) against \(plain)")
        // The other shots have nothing of it, and a part is what the whole is.
        #expect(try samples("like.mkv", 0..<40) == samples("plain.mkv", 0..<40))
        try color("part.mkv", "ref 5 ref_5.png\nshot 45 like 5", ["--frames", "50-55"])
        #expect(try samples("part.mkv", 0..<5) == samples("like.mkv", 50..<55))
    }

    @Test func huesAreTurned() throws {
        try color("plain.mkv", "ref 5 ref_5.png")
        try color("turned.mkv", "ref 5 ref_5.png\nshot 12 hue 0-360 turn 120\nshot 12 hue 0-360 turn 120")
        #expect(try samples("turned.mkv", 20..<60) == samples("plain.mkv", 20..<60))
        let (before, after) = (try samples("plain.mkv", 10..<11, "rgb24"), try samples("turned.mkv", 10..<11, "rgb24"))
        #expect(before != after)
        // Where there was strong colour the largest channel is the next one.
        var (strong, turned) = (0, 0)
        for place in stride(from: 0, to: before.count, by: 3) {
            let (one, other) = (Array(before[place..<place + 3]), Array(after[place..<place + 3]))
            guard let most = one.max(), let least = one.min(), let otherMost = other.max(), most - least > 60 else {
                continue
            }
            strong += 1
            if let index = one.firstIndex(of: most), other[(index + 1) % 3] == otherMost { turned += 1 }
        }
        #expect(strong > 100 && Double(turned) > 0.8 * Double(strong), "\(turned) of \(strong)")
    }

    @Test(arguments: [
        ("shot 25 keep\nshot 30 grey", "line 2: contradicts line 1; both are about the shot that begins with frame 20"),
        ("shot 5 like 45", "line 1: frame 45 is in a later shot; a shot is like an earlier one"),
        ("shot 0:02.500 keep", "line 1: 0:02.500 is behind the film's end"),
        ("shot 60 keep", "film.mkv: has no frame 60, only 0 to 59"),
    ])
    func mistakesEndTheRunBeforeItBegins(list: String, message: String) throws {
        let messages = try color("x.mkv", list, exitCode: 2)
        #expect(messages.hasSuffix("\(message)\n") && messages.split(separator: "\n").count == 1, "\(messages)")
        #expect(!FileManager.default.fileExists(atPath: folder.path("x.mkv")))
    }
}
