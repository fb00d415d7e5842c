import Foundation
import TestSupport
import Testing

/// Numbered pictures, pieces of them, and the ways between pictures and films.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct PictureSequenceTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Pictures of uniform grey, each of another one: 10 times its place, so that the results tell which is which.
    private func makePictures(_ names: [String], in place: String = "in", size: String = "32x32") throws {
        try FileManager.default.createDirectory(atPath: folder.file(place), withIntermediateDirectories: true)
        for (index, name) in names.enumerated() {
            let gray = String(format: "%02x", 40 + 10 * index)
            try FFmpeg.run([
                "-f", "lavfi", "-i", "color=0x\(gray)\(gray)\(gray),format=rgb24,scale=\(size)", "-frames:v", "1",
                "-pix_fmt", "rgb24",
                folder.file("\(place)/\(name)"),
            ])
        }
    }

    /// A film whose frame n is uniform grey of 40 + 10 n.
    private func makeFilm(_ name: String, frames: Int, _ options: [String] = []) throws -> String {
        try FFmpeg.run(
            [
                "-f", "lavfi", "-i", "color=black:size=32x32:rate=25,format=gray,geq=lum=40+10*N", "-frames:v",
                "\(frames)",
            ]
                + ["-c:v", "ffv1"] + options + [folder.file(name)])
        return folder.file(name)
    }

    private func names(_ place: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.file(place))) ?? []).sorted()
    }

    /// The place that the grey of a picture, or of a film's frames, says that it had.
    private func places(_ path: String) throws -> [Int] {
        let samples = [UInt8](try FFmpeg.samples(path, format: "gray"))
        return stride(from: 0, to: samples.count, by: 32 * 32).map { (Int(samples[$0 + 500]) - 40 + 5) / 10 }
    }

    private func colorize(_ arguments: [String]) throws -> CommandResult {
        let result = try Command.colorize(arguments + ["--model", "lite", "--input-size", "64", "--saturation", "0"])
        try #require(result.exitCode == 0, "\(result.errorOutput)")
        return result
    }

    private func expectRefusal(_ arguments: [String], exitCode: Int32 = 2, saying fragment: String) throws {
        let before = folder.names
        let result = try Command.colorize(arguments + ["--model", "lite", "--input-size", "64", "-q"])
        #expect(result.exitCode == exitCode, "\(arguments): \(result.errorOutput)")
        #expect(result.errorOutput.contains(fragment), "\(arguments): \(result.errorOutput)")
        let lines = result.errorOutput.split(separator: "\n").filter { !$0.hasPrefix("warning: ") }
        #expect(lines.count == 1, "\(result.errorOutput)")
        #expect(folder.names == before)
    }

    @Test func patterns() throws {
        try makePictures(["s_0008.png", "s_0009.png", "s_0010.png", "s_0013.png", "other.png", "s_011.png"])
        let pattern = folder.file("in/s_%04d.png")
        // Numbers are kept, in the order of the numbers, and gaps are told.
        let all = try colorize([pattern, folder.file("a/f_%02d.tif")])
        #expect(names("a") == ["f_08.tif", "f_09.tif", "f_10.tif", "f_13.tif"])
        #expect(try places(folder.file("a/f_13.tif")) == [3])
        #expect(all.errorOutput.contains("the numbering has gaps, 2 missing; first between s_0010.png and s_0013.png"))
        // From a number on; a range counts places, from there.
        let piece = try colorize([pattern, folder.file("b/"), "--start-number", "9", "--frames", "1-2"])
        #expect(names("b") == ["s_0010.png"])
        #expect(!piece.errorOutput.contains("gaps"))
        try expectRefusal(
            [pattern, folder.file("c"), "--start-number", "14"], exitCode: 1, saying: "no file has such a name with")
        try expectRefusal(
            [folder.file("in/x_%d.png"), folder.file("c")], exitCode: 1, saying: "no file has such a name")
        try expectRefusal([pattern, pattern, "-y"], saying: "is one of the pictures that are read")
        // Names with wildcards; they have numbers of their own only where there is a pattern.
        _ = try colorize([folder.file("in/s_00*.png"), folder.file("d/%d.png"), "--start-number", "5"])
        #expect(names("d") == ["5.png", "6.png", "7.png", "8.png"])
        try expectRefusal([folder.file("in/*.dpx"), folder.file("c")], exitCode: 1, saying: "no such file or folder")
        // One picture.
        _ = try colorize([folder.file("in/other.png"), folder.file("one.jpg")])
        #expect(try FFmpeg.videoStream(folder.file("one.jpg"))["codec_name"] as? String == "mjpeg")
        try expectRefusal([folder.file("in"), folder.file("two.jpg")], saying: "names one picture")
    }

    @Test func ranges() throws {
        try makePictures((0..<5).map { "p\($0).png" })
        let input = folder.file("in")
        for (range, places, isClamped) in [
            ("1-3", [1, 2], false), ("3-", [3, 4], false), ("-2", [0, 1], false), ("3-9", [3, 4], true),
        ] {
            let result = try colorize([input, folder.file("out\(range)"), "--frames", range])
            #expect(names("out\(range)") == places.map { "p\($0).png" })
            #expect(result.errorOutput.contains("ends at 5, the number of pictures") == isClamped)
            #expect(result.errorOutput.contains("\n\(places.count) frames"))
        }
        try expectRefusal([input, folder.file("none"), "--frames", "5-9"], saying: "none is in --frames 5-9")
        for wrong in ["3-3", "4-3", "7", "a-b", "-"] {
            try expectRefusal([input, folder.file("none"), "--frames", wrong], saying: "--frames")
        }
        // Pieces written by number join up.
        _ = try colorize([input, folder.file("join/%02d.png"), "--frames", "-2"])
        _ = try colorize([input, folder.file("join/%02d.png"), "--frames", "2-"])
        #expect(names("join") == ["01.png", "02.png", "03.png", "04.png", "05.png"])
        #expect(try (1...5).map { try places(folder.file("join/0\($0).png")) } == [[0], [1], [2], [3], [4]])
    }

    @Test func filmToPictures() throws {
        let film = try makeFilm("film.mkv", frames: 3)
        _ = try colorize([film, folder.file("a") + "/"])
        #expect(names("a") == ["000001.png", "000002.png", "000003.png"])
        #expect(try names("a").map { try places(folder.file("a/\($0)")) } == [[0], [1], [2]])
        #expect(try FFmpeg.videoStream(folder.file("a/000001.png"))["pix_fmt"] as? String == "rgb24")
        // Into a folder that is there, in another format, from another number.
        _ = try colorize([film, folder.file("a"), "--output-format", "dpx", "--start-number", "86400"])
        #expect(names("a").suffix(3) == ["086400.dpx", "086401.dpx", "086402.dpx"])
        _ = try colorize([film, folder.file("b_%03d.tif")])
        #expect(folder.names.filter { $0.hasPrefix("b_") } == ["b_001.tif", "b_002.tif", "b_003.tif"])
        try expectRefusal([film, folder.file("a")], saying: "000001.png: exists already; -y overwrites it")
        _ = try colorize([film, folder.file("a"), "-y"])
        try expectRefusal([film, folder.file("c.png")], saying: "names one still: say which frame with --start")
        try expectRefusal(
            [film, folder.file("c") + "/", "--output-format", "same"], saying: "a film's frames have no format")
        try expectRefusal([film, folder.file("c_%d.png"), "--output-format", "tiff"], saying: "the name says png")
        try expectRefusal([film, folder.file("c") + "/", "--fps", "24"], saying: "--fps is for films made of pictures")
    }

    @Test func deepFilmsBecomeDeepPictures() throws {
        let film = folder.file("deep.mkv")
        try FFmpeg.run(
            ["-f", "lavfi", "-i", "color=black:size=64x64,format=gray10le,geq=lum=X+16*Y,format=yuv420p10le"]
                + ["-frames:v", "1", "-c:v", "ffv1"] + FFmpeg.filtersAndTags("null", range: "pc") + [film])
        for (format, pixelFormat) in [("png", "rgb48be"), ("dpx", "gbrp10le")] {
            _ = try colorize([film, folder.file(format) + "/", "--output-format", format])
            let picture = try PictureSamples(folder.file("\(format)/000001.\(format)"))
            #expect(picture.pixelFormat == pixelFormat)
            #expect(Set(picture.green).count > 800)
        }
    }

    @Test func picturesToFilm() throws {
        try makePictures((0..<4).map { "p\($0).png" }, size: "64x48")
        let input = folder.file("in")
        for (options, rate, notice) in [
            ([], "24/1", "24 frames a second; --fps changes that"), (["--fps", "25"], "25/1", nil),
            (["--fps", "23.976"], "24000/1001", nil), (["--fps", "24000/1001"], "24000/1001", nil),
        ] as [([String], String, String?)] {
            for container in options.isEmpty ? ["mkv", "mov"] : ["mkv"] {
                let output = folder.file("film.\(container)")
                let result = try colorize([input, output, "-y"] + options)
                let stream = try FFmpeg.videoStream(output)
                #expect(stream["avg_frame_rate"] as? String == rate, "\(container)")
                #expect(stream["r_frame_rate"] as? String == rate, "\(container)")
                #expect(stream["color_range"] as? String == "tv" && stream["color_space"] as? String == "bt709")
                #expect(try FFmpeg.frameTimes(output).count == 4)
                #expect(result.errorOutput.contains("frames a second") == (notice != nil))
                if let notice { #expect(result.errorOutput.contains(notice)) }
            }
        }
        let piece = folder.file("piece.mkv")
        _ = try colorize([input, piece, "--frames", "1-3", "-c", "ffv1", "--pix-fmt", "yuv444p"])
        let samples = [UInt8](try FFmpeg.samples(piece, format: "gray"))
        #expect([samples[100], samples[64 * 48 + 100]].map { (Int($0) - 35) / 10 } == [1, 2])
        #expect(try FFmpeg.frameTimes(piece).first?.time == "0.000000")

        try expectRefusal([input, piece], saying: "exists already; -y overwrites it")
        try expectRefusal([input, folder.file("x.mkv"), "--output-format", "png"], saying: "is a film")
        try expectRefusal(
            [input, folder.file("x.mkv"), "--start-number", "3"], saying: "--start-number is for patterns")
        try expectRefusal([input, folder.file("x.mkv"), "--fps", "fast"], saying: "--fps")
        try makePictures(["p9.png"], size: "60x48")
        try expectRefusal([input, folder.file("x.mkv")], exitCode: 1, saying: "p9.png: is 60x48, but p0.png is 64x48")
    }

    /// Each picture keeps its own size.
    @Test func mixedSizes() throws {
        try makePictures(["a.png"], size: "40x30")
        try makePictures(["b.png"], size: "31x57")
        try makePictures(["c.png"], size: "1x3")
        _ = try colorize([folder.file("in"), folder.file("out")])
        let sizes = try names("out").map { name in
            let stream = try FFmpeg.videoStream(folder.file("out/\(name)"))
            return "\(stream["width"] ?? 0)x\(stream["height"] ?? 0)"
        }
        #expect(sizes == ["40x30", "31x57", "1x3"])
    }

    @Test func optionsThatCountNothing() throws {
        let film = try makeFilm("film.mkv", frames: 1)
        let output = folder.file("out.mkv")
        try expectRefusal([film, output, "--fps", "24"], saying: "--fps is for films made of pictures")
        try expectRefusal([film, output, "--start-number", "2"], saying: "--start-number is for")
        try expectRefusal([film, output, "--output-format", "png"], saying: "--output-format is for pictures")
        try expectRefusal([film, output, "--start-number", "-2"], saying: "--start-number")
    }
}
