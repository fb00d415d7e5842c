import Foundation
import TestSupport
import Testing

/// The files of a DVD's title are one film.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct DiscTests {
    private let folder: FilmFolder
    private let parts: [String]

    init() throws {
        folder = try FilmFolder()
        try folder.make(
            "whole.vob",
            FilmFolder.picture(seconds: 5) + FilmFolder.tone(seconds: 5)
                + ["-c:v", "mpeg2video", "-g", "12", "-b:v", "1M", "-c:a", "ac3", "-f", "dvd"])
        try FileManager.default.createDirectory(atPath: folder.path("disc"), withIntermediateDirectories: true)
        // Cut where no picture ends.
        let whole = try Data(contentsOf: URL(fileURLWithPath: folder.path("whole.vob")))
        let third = whole.count / 3 / 2048 * 2048
        var names: [String] = []
        for (number, range) in [(1, 0..<third), (2, third..<2 * third), (3, 2 * third..<whole.count)] {
            names.append(folder.path("disc/VTS_01_\(number).VOB"))
            try whole[range].write(to: URL(fileURLWithPath: names[number - 1]))
        }
        parts = names
        for menu in ["VIDEO_TS.VOB", "VTS_01_0.VOB", "VIDEO_TS.IFO"] {
            try Data("menu".utf8).write(to: URL(fileURLWithPath: folder.path("disc/\(menu)")))
        }
    }

    private func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: folder.path(name))) }

    private func colorize(_ paths: [String], _ options: [String] = []) throws -> String {
        let result = try Command.colorize(paths + ["--model", "lite", "--input-size", "32", "-q"] + options)
        #expect(result.exitCode == 0, "\(result.errorOutput)")
        return result.errorOutput
    }

    @Test func partsAreOneFilm() throws {
        _ = try colorize([folder.path("whole.vob"), folder.path("whole.mkv")])
        #expect(try FFmpeg.frameTimes(folder.path("whole.mkv")).count == 125)
        // As a shell gives them: with the menu, and in no order that matters.
        let said = try colorize([folder.path("disc/VTS_01_0.VOB")] + parts.reversed() + [folder.path("film.mkv")])
        #expect(said.contains("VTS_01_0.VOB: skipped: a DVD's menu"), "\(said)")
        #expect(try bytes("film.mkv") == bytes("whole.mkv"))
        // Nothing is written over a part, whatever is forgotten.
        _ = try colorize(parts + ["-y"])
        #expect(try bytes("disc/VTS_01.colour.mkv") == bytes("whole.mkv"))
        try FileManager.default.removeItem(atPath: folder.path("disc/VTS_01.colour.mkv"))
        let tree = try colorize([folder.path("disc"), folder.path("out")], ["--recursive"])
        #expect(tree.contains("skipped a DVD's menus: VIDEO_TS.VOB, VTS_01_0.VOB"), "\(tree)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("out")) == ["VTS_01.mkv"])
        #expect(try bytes("out/VTS_01.mkv") == bytes("whole.mkv"))
        let gap = try colorize([parts[0], parts[2], folder.path("gap.mkv")])
        #expect(gap.contains("VTS_01_2.VOB is not among the parts"), "\(gap)")
    }

    /// A plan names all parts, and knows them again; the same film in one file has another plan.
    @Test func plansAndParts() throws {
        let options = ["--piece-frames", "64"]
        _ = try colorize([folder.path("whole.vob"), folder.path("whole.mkv")], options + ["--frames", "20-100"])
        let plan = try Command.colorize(
            ["plan"] + parts + [folder.path("film.mkv"), "--model", "lite", "--input-size", "32", "-q"] + options
                + ["--frames", "20-100"])
        #expect(plan.exitCode == 0 && plan.text == "2\n", "\(plan.errorOutput)")
        // Elsewhere, as another machine sees them.
        try FileManager.default.moveItem(atPath: folder.path("disc"), toPath: folder.path("moved"))
        let input = ["--input", folder.path("moved/VTS_01_1.VOB")]
        for arguments in [["piece", folder.path("film.mkv.pieces"), "0-1"], ["join", folder.path("film.mkv.pieces")]] {
            let result = try Command.colorize(arguments + input + ["-q"])
            #expect(result.exitCode == 0, "\(result.errorOutput)")
        }
        #expect(try bytes("film.mkv") == bytes("whole.mkv"))
        // One byte of a later part.
        let again = try Command.colorize(
            [
                "plan", folder.path("moved/VTS_01_1.VOB"), folder.path("moved/VTS_01_2.VOB"),
                folder.path("moved/VTS_01_3.VOB"),
            ]
                + [folder.path("other.mkv"), "--model", "lite", "--input-size", "32", "-q"])
        #expect(again.exitCode == 0, "\(again.errorOutput)")
        var third = try bytes("moved/VTS_01_3.VOB")
        third[100] ^= 1
        try third.write(to: URL(fileURLWithPath: folder.path("moved/VTS_01_3.VOB")))
        let piece = try Command.colorize(["piece", folder.path("other.mkv.pieces"), "0", "-q"])
        #expect(piece.exitCode == 78 && piece.errorOutput.contains("(changed: the input)"), "\(piece.errorOutput)")
    }

    /// A name cannot say which other files are read.
    @Test func namesWithTheSeparator() throws {
        try FileManager.default.moveItem(atPath: folder.path("disc"), toPath: folder.path("a|file:b"))
        let names = (1...2).map { folder.path("a|file:b/VTS_01_\($0).VOB") }
        let result = try Command.colorize(names + [folder.path("out.mkv"), "--model", "lite", "-q"])
        #expect(
            result.exitCode == 1 && result.errorOutput.contains("there is a | in its name"), "\(result.errorOutput)")
    }
}
