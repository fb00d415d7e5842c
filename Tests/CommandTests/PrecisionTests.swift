import Foundation
import TestSupport
import Testing

/// `--precision` and `--calibration`.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct PrecisionTests {
    let films: FilmFolder

    init() throws { films = try FilmFolder() }

    private func makeFilm(_ name: String, frames: Int) throws -> String {
        try films.make(
            name,
            [
                "-f", "lavfi", "-i", "mandelbrot=size=64x48:rate=24", "-frames:v", "\(frames)", "-pix_fmt", "gray",
                "-c:v", "ffv1",
            ])
    }

    @discardableResult private func colorize(
        _ input: String, _ name: String, _ options: [String], exitCode: Int32 = 0
    ) throws -> String {
        let result = try Command.colorize(
            [input, films.path(name), "-y", "--input-size", "64", "--model", "lite", "-c", "ffv1", "--steady", "off"]
                + options)
        #expect(result.exitCode == exitCode, "\(result.errorOutput)")
        return result.errorOutput
    }

    private func samples(_ name: String) throws -> Data { try FFmpeg.samples(films.path(name), format: "yuv420p") }

    private func line(_ output: String) -> String? {
        output.split(separator: "\n").first { $0.hasPrefix("computing in") }.map(String.init)
    }

    @Test func eachPrecisionColorsAndDiffers() throws {
        let film = try makeFilm("film.mkv", frames: 12)
        var results: [String: Data] = [:]
        for precision in ["f32", "bf16", "int8"] {
            let output = try colorize(film, "\(precision).mkv", ["--precision", precision])
            results[precision] = try samples("\(precision).mkv")
            #expect((line(output) != nil) == (precision == "int8"), "\(output)")
        }
        let sizes = Set(results.values.map(\.count))
        #expect(sizes.count == 1)
        #expect(results["f32"] != results["bf16"] && results["bf16"] != results["int8"])
    }

    @Test func autoLooksAtLongFilmsOnly() throws {
        let few = line(try colorize(try makeFilm("few.mkv", frames: 12), "o.mkv", []))
        let many = line(try colorize(try makeFilm("many.mkv", frames: 80), "o.mkv", []))
        // A processor without the instructions says so instead.
        if few?.contains("nothing faster") == true { return }
        #expect(few == "computing in f32: 12 frames are too few to measure faster ones on")
        #expect(many?.contains("mean difference") == true, "\(many ?? "")")
    }

    /// Pieces of a film coloured apart are the whole, with a file that one of them wrote and without.
    @Test(arguments: [true, false]) func piecesAgree(withFile: Bool) throws {
        let film = try makeFilm("film.mkv", frames: 80)
        let file = withFile ? ["--calibration", films.path("film.txt")] : []
        let precision = ["--precision", withFile ? "int8" : "auto"]
        try colorize(film, "whole.mkv", precision + file)
        let whole = try samples("whole.mkv")
        var joined = Data()
        for part in ["0-30", "30-"] {
            // The file says which precision was chosen.
            let output = try colorize(film, "part.mkv", (withFile ? [] : precision) + file + ["--frames", part])
            if withFile { #expect(line(output)?.contains("int8, as the calibration ") == true, "\(output)") }
            joined += try samples("part.mkv")
        }
        #expect(joined == whole)
    }

    @Test func foldersOfPictures() throws {
        let film = try makeFilm("film.mkv", frames: 70)
        try FileManager.default.createDirectory(atPath: films.path("in"), withIntermediateDirectories: true)
        try films.make("in/%03d.png", ["-i", film])
        let result = try Command.colorize(
            [films.path("in"), films.path("out"), "--input-size", "64", "--model", "lite", "--precision", "int8"])
        #expect(result.exitCode == 0)
        let chosen = line(result.errorOutput)
        #expect(chosen?.contains("int8: looks the same as f32 (mean difference ") == true, "\(chosen ?? "")")
        #expect(try FileManager.default.contentsOfDirectory(atPath: films.path("out")).count == 70)
    }

    @Test func wrongFilesAreRefusedInOneLine() throws {
        let film = try makeFilm("film.mkv", frames: 12)
        let path = films.path("calibration.txt")
        try colorize(film, "o.mkv", ["--precision", "int8", "--calibration", path])
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let weights = text.split(separator: "\n").first { $0.hasPrefix("weights") } ?? ""
        func expectRefusal(_ changed: String, _ reason: String, _ options: [String] = []) throws {
            try changed.write(toFile: path, atomically: true, encoding: .utf8)
            let output = try colorize(film, "none.mkv", ["--calibration", path] + options, exitCode: 1)
            let lines = output.split(separator: "\n").filter { $0.contains("calibration.txt") }
            #expect(lines.count == 1 && lines.first?.contains(reason) == true, "\(output)")
            #expect(!FileManager.default.fileExists(atPath: films.path("none.mkv")))
        }
        try expectRefusal("", "is no calibration")
        try expectRefusal(text.replacing("model lite", with: "model paint"), "line 2 is not understood")
        try expectRefusal(text.replacing("precision int8\n", with: ""), "lacks one of")
        try expectRefusal(text.replacing("model lite", with: "model eccv16"), "is for eccv16")
        try expectRefusal(
            text.replacing(weights, with: weights.hasSuffix("0") ? weights.dropLast() + "1" : weights.dropLast() + "0"),
            "is for other weights")
        try expectRefusal(text, "is for an input of 96x64", ["--input-size", "128"])
        let limit = text.split(separator: "\n").first { $0.hasPrefix("limit") } ?? ""
        try expectRefusal(text.replacing(limit, with: "limit x -1"), "is not understood")
    }

    @Test func whatCannotBeLookedAtAhead() throws {
        let film = try makeFilm("film.mkv", frames: 12)
        let input = try Data(contentsOf: URL(fileURLWithPath: film))
        let auto = try Command.colorize(
            ["-", films.path("o.mkv"), "--input-size", "64", "--model", "lite", "-c", "ffv1"], input: input)
        #expect(auto.exitCode == 0, "\(auto.errorOutput)")
        let wanted = try Command.colorize(
            ["-", films.path("p.mkv"), "--input-size", "64", "--model", "lite", "--precision", "int8"], input: input)
        #expect(wanted.exitCode == 2)
        #expect(wanted.errorOutput.contains("--calibration"), "\(wanted.errorOutput)")
        #expect(!FileManager.default.fileExists(atPath: films.path("p.mkv")))
        let useless = try Command.colorize(
            [film, films.path("p.mkv"), "--precision", "f32", "--calibration", films.path("c.txt")])
        #expect(useless.exitCode == 2)
        #expect(useless.errorOutput.contains("--calibration is for"), "\(useless.errorOutput)")
    }
}
