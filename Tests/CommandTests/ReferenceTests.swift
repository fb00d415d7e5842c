import Foundation
import TestSupport
import Testing

/// Colours that a person gives, by the command.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct ReferenceTests {
    let folder: FilmFolder
    static let usual = ["--model", "lite", "--precision", "f32", "--input-size", "64", "-q"]
    private static let frames = 70

    /// A grey film of two shots, the second from frame 40, with stills of frames 3 and 50.
    init() throws {
        folder = try FilmFolder()
        let scene = "mandelbrot=size=96x64:rate=25:start_scale=0.8:end_scale=0.4:end_pts=100"
        let color = "\(scene),hflip=enable='gte(n,40)',negate=enable='gte(n,40)',format=gbrp"
        let source = ["-f", "lavfi", "-i", color, "-frames:v", "\(Self.frames)"]
        try folder.make("color.mkv", source + ["-c:v", "ffv1"])
        try folder.make(
            "grey.mkv", source + ["-vf", "hue=s=0,format=yuv420p", "-c:v", "libx264", "-crf", "5", "-bf", "2"])
        try FileManager.default.createDirectory(atPath: folder.path("refs"), withIntermediateDirectories: true)
        for frame in [3, 50] {
            try FFmpeg.run([
                "-i", folder.path("color.mkv"), "-vf", "select=eq(n\\,\(frame))", "-frames:v", "1",
                folder.path("refs/ref_\(frame).png"),
            ])
        }
    }

    private func color(_ output: String, _ options: [String], exitCode: Int32 = 0) throws -> String {
        let result = try Command.colorize(
            [folder.path("grey.mkv"), folder.path(output), "-c", "ffv1", "--pix-fmt", "yuv444p", "-y"] + Self.usual
                + options)
        #expect(result.exitCode == exitCode, "\(result.errorOutput)")
        return result.errorOutput
    }

    private func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: folder.path(name))) }

    /// R, G, B of all pixels of some frames.
    private func samples(_ name: String, _ frames: Range<Int>) throws -> [UInt8] {
        let raw = folder.path("raw.rgb")
        try FFmpeg.run([
            "-i", folder.path(name), "-vf", "trim=start_frame=\(frames.lowerBound):end_frame=\(frames.upperBound)",
            "-f", "rawvideo", "-pix_fmt", "rgb24", raw,
        ])
        return Array(try Data(contentsOf: URL(fileURLWithPath: raw)))
    }

    /// Mean square of the differences from the film in colour.
    private func error(_ name: String, _ frames: Range<Int>) throws -> Double {
        let (result, truth) = (try samples(name, frames), try samples("color.mkv", frames))
        try #require(result.count == truth.count && !truth.isEmpty)
        return zip(result, truth).reduce(0.0) { $0 + pow(Double($1.0) - Double($1.1), 2) } / Double(truth.count)
    }

    @Test func stillsColourTheirShots() throws {
        _ = try color("plain.mkv", [])
        _ = try color("refs.mkv", ["--refs", folder.path("refs")])
        for frames in [0..<40, 40..<70] {
            let (plain, guided) = (try error("plain.mkv", frames), try error("refs.mkv", frames))
            #expect(guided < 0.25 * plain, "\(frames): \(guided) against \(plain)")
        }

        // A still in one shot changes nothing in the other, to the bit.
        try Data("ref 3 refs/ref_3.png\n".utf8).write(to: URL(fileURLWithPath: folder.path("one.txt")))
        _ = try color("one.mkv", ["--colors", folder.path("one.txt")])
        #expect(try samples("one.mkv", 0..<40) == samples("refs.mkv", 0..<40))
        #expect(try samples("one.mkv", 40..<70) == samples("plain.mkv", 40..<70))

        // Pieces, and a part, are what the whole is.
        let list = ["--refs", folder.path("refs"), "--piece-frames", "64"]
        _ = try color("pieces.mkv", list)
        #expect(try samples("pieces.mkv", 0..<70) == samples("refs.mkv", 0..<70))
        _ = try color("part.mkv", ["--refs", folder.path("refs"), "--frames", "45-60"])
        let part = try samples("part.mkv", 0..<15)
        #expect(try part == samples("refs.mkv", 45..<60))
    }

    /// What the summary tells of shots, and that pieces tell the same.
    @Test func theSummaryTellsHowWellShotsAreKnown() throws {
        try Data("ref 3 refs/ref_3.png\n".utf8).write(to: URL(fileURLWithPath: folder.path("one.txt")))
        let options = Self.usual.filter { $0 != "-q" } + ["--colors", folder.path("one.txt"), "-c", "ffv1", "-y"]
        func shots(_ more: [String]) throws -> [[String: Double]] {
            let result = try Command.colorize(
                [folder.path("grey.mkv"), folder.path("told.mkv"), "--progress", "json"] + options + more)
            try #require(result.exitCode == 0, "\(result.errorOutput)")
            let last = try #require(result.errorOutput.split(separator: "\n").last)
            let event = try #require(JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
            return try #require((event["summary"] as? [String: Any])?["shots"] as? [[String: Double]])
        }
        let told = try shots([])
        #expect(told.map { $0["first"] } == [0, 40] && told.map { $0["frames"] } == [40, 30])
        #expect(try #require(told[0]["uncovered"]) < 0.5 && told[1]["uncovered"] == nil)
        #expect(told.allSatisfy { (0.01...1).contains($0["certainty"] ?? 0) })
        #expect(try shots(["--piece-frames", "64"]) == told)
        let text = try Command.colorize([folder.path("grey.mkv"), folder.path("told.mkv")] + options).errorOutput
        #expect(text.contains("% of 1 of 2 shots") && text.contains("% sure; least: "))
    }

    /// The half of a still that is transparent is the network's, the other is as good as with all of it.
    @Test func transparencyIsTheNetworks() throws {
        let alpha = "format=rgba,geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='255*lt(X,W/2)':interpolation=nearest"
        try folder.make("ref_half.png", ["-i", folder.path("refs/ref_3.png"), "-vf", alpha])
        try Data("ref 3 ref_half.png\n".utf8).write(to: URL(fileURLWithPath: folder.path("half.txt")))
        let part = ["--frames", "3-4"]
        _ = try color("half.mkv", ["--colors", folder.path("half.txt")] + part)
        _ = try color("whole.mkv", ["--refs", folder.path("refs")] + part)
        _ = try color("plain.mkv", part)
        let (half, whole, plain) = (
            try samples("half.mkv", 0..<1), try samples("whole.mkv", 0..<1), try samples("plain.mkv", 0..<1)
        )
        for row in 0..<64 {
            for column in 0..<96 where abs(column - 48) > 4 {
                let expected = column < 48 ? whole : plain
                for place in 3 * (96 * row + column)..<3 * (96 * row + column) + 3 {
                    // Two ways of enlarging the same colours round differently.
                    try #require(abs(Int(half[place]) - Int(expected[place])) <= 6, "\(column), \(row)")
                }
            }
        }
        #expect(whole != plain)
    }

    @Test func shotsAndPointsAreChanged() throws {
        let list = "shot 60 grey\npoint 20 0.5 0.5 #2040ff\nshot 1 saturation 0.5"
        try Data(list.utf8).write(to: URL(fileURLWithPath: folder.path("list.txt")))
        _ = try color("list.mkv", ["--colors", folder.path("list.txt")])
        let grey = try samples("list.mkv", 40..<70)
        for place in 0..<grey.count / 3 {
            let pixel = Set(grey[3 * place..<3 * place + 3])
            try #require(pixel.count == 1)
        }
        let blue = try samples("list.mkv", 20..<21)
        let middle = 3 * (32 * 96 + 48)
        #expect(blue[middle + 2] > blue[middle + 1] && blue[middle + 2] > blue[middle])
    }

    @Test(arguments: [
        ("ref 3 refs/ref_3.png\nref 70 refs/ref_50.png", "grey.mkv: has no frame 70, only 0 to 69"),
        ("ref 3 refs/none.png", "refs/none.png: No such file or directory"),
        ("ref 3 list.txt", "list.txt: is not a picture of a format that can be read"),
        ("ref 3 square.png", "square.png: 64x64 is another shape than the film's 96x64"),
        ("\n\npoint 3 0.5 1.5 red", "list.txt: line 3: 1.5 is not the place from the top, 0 to 1"),
        ("shot 3 hue 0 turn 5", "list.txt: line 1: 0 is not a range of hues, such as 320-360, 0 to 360 degrees each"),
    ])
    func mistakesEndTheRunBeforeItBegins(list: String, message: String) throws {
        try folder.make("square.png", ["-f", "lavfi", "-i", "color=red:size=64x64", "-frames:v", "1"])
        try Data(list.utf8).write(to: URL(fileURLWithPath: folder.path("list.txt")))
        let messages = try color("x.mkv", ["--colors", folder.path("list.txt")], exitCode: 2)
        #expect(messages.hasSuffix("\(message)\n") && messages.split(separator: "\n").count == 1, "\(messages)")
        #expect(!FileManager.default.fileExists(atPath: folder.path("x.mkv")))
    }

    /// A machine that does a piece later does it with the stills that were planned.
    @Test func plannedStillsMustNotChange() throws {
        let out = folder.path("out.mkv")
        let options = Self.usual + ["--piece-frames", "64", "--refs", folder.path("refs")]
        let planned = try Command.colorize(["plan", folder.path("grey.mkv"), out] + options)
        try #require(planned.exitCode == 0 && planned.text == "2\n", "\(planned.errorOutput)")
        #expect(try Command.colorize(["piece", out + ".pieces", "1", "-q"]).exitCode == 0)
        let still = folder.path("refs/ref_3.png")
        try FileManager.default.removeItem(atPath: still)
        try FileManager.default.copyItem(atPath: folder.path("refs/ref_50.png"), toPath: still)
        let changed = try Command.colorize(["piece", out + ".pieces", "0", "-q"])
        #expect(
            changed.exitCode == 65 && changed.errorOutput.contains("ref_3.png: has changed since the run was begun"))

        // Planned again, the piece that has no frame of the still's shot is kept.
        #expect(try Command.colorize(["plan", folder.path("grey.mkv"), out] + options).exitCode == 0)
        let pieces = try Command.colorize(["piece", out + ".pieces", "0-1"])
        #expect(pieces.errorOutput.contains("piece 1 is done already"), "\(pieces.errorOutput)")
        #expect(pieces.errorOutput.contains("% of 2 shots; least: "))
        let joined = try Command.colorize(["join", out + ".pieces"])
        #expect(joined.exitCode == 0 && joined.errorOutput.contains("% of 2 shots; least: "))
    }

    /// What the command makes is what it takes.
    @Test func stillsComeOutAndGoIn() throws {
        let out = folder.path("out/")
        let options = ["stills", folder.path("grey.mkv"), out] + Self.usual
        let made = try Command.colorize(options)
        try #require(made.exitCode == 0, "\(made.errorOutput)")
        let names = try FileManager.default.contentsOfDirectory(atPath: out).sorted()
        let stills = names.filter { $0.hasPrefix("ref_") }
        #expect(names.count == 5 && names.contains("cuts.txt") && names.contains("sheet.png"))
        let numbers = stills.compactMap { Int($0.dropFirst(4).prefix(6)) }
        #expect(numbers.count == 2 && numbers[0] < 40 && numbers[1] >= 40)
        let cuts = String(decoding: try bytes("out/cuts.txt"), as: UTF8.self)
        #expect(cuts == "# first frame of each shot, seconds\n40\n")
        #expect(try bytes("out/colors.txt").count { $0 == UInt8(ascii: "\n") } == 1)
        #expect(try Command.colorize(options).exitCode == 2)

        _ = try color("again.mkv", ["--refs", out, "--cuts", out + "cuts.txt"])
        _ = try color("plain.mkv", [])
        // The network's own colours as references: little changes.
        let (again, plain) = (try samples("again.mkv", 0..<70), try samples("plain.mkv", 0..<70))
        var sum = 0.0
        for (one, other) in zip(again, plain) { sum += abs(Double(one) - Double(other)) }
        #expect(again != plain && sum / Double(plain.count) < 8)
    }

    /// Cuts back to the same scene are listed as statements.
    @Test func stillsSayWhichShotsAreAlike() throws {
        let parts = "trim=end_frame=16,split=3[a][b][c];[b]hflip,negate[d];[a][d][c]concat=n=3"
        let film = try folder.make("back.mkv", ["-i", folder.path("grey.mkv"), "-filter_complex", parts])
        #expect(try Command.colorize(["stills", film, folder.path("out/")] + Self.usual).exitCode == 0)
        let list = String(decoding: try bytes("out/colors.txt"), as: UTF8.self)
        #expect(list.hasPrefix("#") && list.hasSuffix("\nshot 32 like 0\n"), "\(list)")
    }

    @Test func foldersWithoutStillsAreRefused() throws {
        try FileManager.default.createDirectory(atPath: folder.path("empty"), withIntermediateDirectories: true)
        let messages = try color("x.mkv", ["--refs", folder.path("empty")], exitCode: 2)
        #expect(messages.contains("holds no still called ref_nnnnnn"))
    }
}
