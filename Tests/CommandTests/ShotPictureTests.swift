import Foundation
import TestSupport
import Testing

/// What a first reading finds out about shots, by the command: colours of their own and black borders.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct ShotPictureTests {
    let folder: FilmFolder
    private static let frames = 70
    private static let scene =
        "mandelbrot=size=96x64:rate=25:start_scale=0.8:end_scale=0.6:end_pts=100"
        + ",hflip=enable='between(n,20,39)',negate=enable='between(n,20,39)',scale=192:144,format=yuv420p"

    init() throws { folder = try FilmFolder() }

    private func make(_ name: String, _ filter: String) throws {
        try folder.make(
            name,
            ["-f", "lavfi", "-i", Self.scene, "-frames:v", "\(Self.frames)", "-vf", filter, "-c:v", "ffv1"])
    }

    @discardableResult
    private func color(_ input: String, _ output: String, _ options: [String] = []) throws -> String {
        let usual = ["--model", "lite", "--precision", "f32", "--input-size", "64x64", "-c", "ffv1", "-y"]
        let result = try Command.colorize([folder.path(input), folder.path(output)] + usual + options)
        #expect(result.exitCode == 0, "\(result.errorOutput)")
        return result.errorOutput
    }

    /// The samples of all frames, through a filter.
    private func samples(_ name: String, _ filter: String = "null") throws -> [UInt8] {
        let raw = folder.path("raw")
        try FFmpeg.run([
            "-i", folder.path(name), "-vf", filter, "-f", "rawvideo", "-pix_fmt", "yuv420p", raw,
        ])
        return Array(try Data(contentsOf: URL(fileURLWithPath: raw)))
    }

    /// The second of three shots is in colour, the third in sepia.
    @Test func shotsInColourAreFoundAndKept() throws {
        let sepia = "colorchannelmixer=.393:.769:.189:0:.349:.686:.168:0:.272:.534:.131:enable='gte(n,40)'"
        try make("film.mkv", "hue=s=0:enable='not(between(n,20,39))',format=gbrp,\(sepia),format=yuv420p")
        #expect(
            try color("film.mkv", "plain.mkv").contains("1 shot was in colour already, from frame 20; --keep-color"))
        let messages = try color("film.mkv", "kept.mkv", ["--keep-color", "--piece-frames", "64"])
        #expect(messages.contains("1 shot is in colour already and kept, from frame 20\n"))
        #expect(!messages.contains("was in colour"))
        try Data("shot 20 keep".utf8).write(to: URL(fileURLWithPath: folder.path("list.txt")))
        try color("film.mkv", "listed.mkv", ["--colors", folder.path("list.txt")])
        let shot = "trim=start_frame=20:end_frame=40"
        #expect(try samples("kept.mkv") == samples("listed.mkv"))
        #expect(try samples("kept.mkv", shot) == samples("film.mkv", shot))
        #expect(try samples("plain.mkv", shot) != samples("film.mkv", shot))
        // What a person says of a shot counts.
        try Data("shot 30 grey".utf8).write(to: URL(fileURLWithPath: folder.path("list.txt")))
        let said = try color("film.mkv", "grey.mkv", ["--keep-color", "--colors", folder.path("list.txt")])
        #expect(said.contains("no shot is in colour already"))
    }

    /// Inside, a film with black borders gets the colours that it gets without them.
    @Test func theNetworkDoesNotSeeBorders() throws {
        try make("cropped.mkv", "hue=s=0")
        try make("bordered.mkv", "hue=s=0,pad=256:144:32:0")
        let still = ["-f", "lavfi", "-i", "\(Self.scene),select=gte(n\\,5)", "-frames:v", "1"]
        try folder.make("still.png", still)
        try folder.make("bordered.png", still + ["-vf", "pad=256:144:32:0"])
        for (still, list) in [("still.png", "cropped.txt"), ("bordered.png", "bordered.txt")] {
            let x = still == "still.png" ? 0.25 : (0.25 * 192 + 32) / 256
            let text = "ref 5 \(still)\npoint 25 \(x) 0.5 red\nshot 50 like 5\nshot 50 hue 0-60 turn 60\n"
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path(list)))
        }
        for isGuided in [false, true] {
            let lists = isGuided ? ["cropped.txt", "bordered.txt"].map { ["--colors", folder.path($0)] } : [[], []]
            try color("cropped.mkv", "cropped-out.mkv", lists[0])
            let messages = try color(
                "bordered.mkv", "bordered-out.mkv", ["--find-borders", "--piece-frames", "64"] + lists[1])
            #expect(messages.contains("black borders in 3 shots; they stay black\n"), "\(messages)")
            let (inside, wanted) = (
                try samples("bordered-out.mkv", "crop=192:144:32:0"), try samples("cropped-out.mkv")
            )
            try #require(inside.count == wanted.count)
            #expect(zip(inside, wanted).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
            #expect(try Set(samples("bordered-out.mkv", "crop=32:144:0:0")) == [16, 128])
            #expect(try Set(samples("bordered-out.mkv", "crop=32:144:224:0")) == [16, 128])
        }
        // Where there are none nothing changes.
        try color("cropped.mkv", "plain.mkv")
        #expect(try color("cropped.mkv", "searched.mkv", ["--find-borders"]).contains("no black borders\n"))
        #expect(try samples("plain.mkv") == samples("searched.mkv"))
    }
}
