import Foundation
import TestSupport
import Testing

/// Steady colour and lists of cuts, through the command.
@Suite struct SteadyTests {
    let folder: TemporaryFolder
    private let film: String

    /// Two shots, of 14 and 10 frames.
    init() throws {
        folder = try TemporaryFolder()
        film = folder.file("film.mkv")
        try FFmpeg.run([
            "-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25:duration=0.56", "-f", "lavfi", "-i",
            "mandelbrot=size=64x48:rate=25:start_scale=0.6,trim=duration=0.4", "-filter_complex",
            "[0][1]concat=n=2,format=gray", "-c:v", "ffv1", film,
        ])
    }

    private func colorize(_ name: String, _ options: [String]) throws -> (samples: Data, summary: String) {
        let output = folder.file(name)
        let result = try Command.colorize([film, output, "--model", "lite", "-c", "ffv1"] + options)
        try #require(result.exitCode == 0, "\(result.errorOutput)")
        return (try FFmpeg.samples(output, format: "yuv420p"), result.errorOutput)
    }

    @Test func cutsAreFoundToldWrittenAndRead() throws {
        let cuts = folder.file("cuts.txt")
        let first = try colorize("first.mkv", ["--cuts", cuts])
        #expect(first.summary.contains("24 frames, 1 cut, "))
        #expect(try String(contentsOfFile: cuts, encoding: .utf8).hasSuffix("\n14 0.560\n"))
        // With the list the same film; with another list another one.
        #expect(try colorize("second.mkv", ["--cuts", cuts]).samples == first.samples)
        try Data("# a shot that nobody sees\n5\n14\n".utf8).write(to: URL(fileURLWithPath: cuts))
        let third = try colorize("third.mkv", ["--cuts", cuts])
        #expect(third.summary.contains("24 frames, 2 cuts, "))
        #expect(third.samples != first.samples)
        #expect(try String(contentsOfFile: cuts, encoding: .utf8).hasPrefix("# a shot that nobody sees"))
    }

    @Test func partsAreTheWholeFilm() throws {
        let whole = try colorize("whole.mkv", []).samples
        let parts = try ["0-10", "10-17", "17-"].map { try colorize("\($0).mkv", ["--frames", $0]).samples }
        let lengths = parts.map { $0.count / (64 * 48 * 3 / 2) }
        #expect(lengths.reduce(0, +) == 24, "\(lengths)")
        #expect(parts.reduce(Data(), +) == whole)
        #expect(try colorize("off.mkv", ["--steady", "off"]).samples != whole)
    }

    /// Pictures that are unlike one another stay what they are. Stills of a film are held together, whatever is
    /// skipped.
    @Test func foldersOfStills() throws {
        let (unlike, stills) = (folder.file("unlike"), folder.file("stills"))
        for name in [unlike, stills] {
            try FileManager.default.createDirectory(atPath: name, withIntermediateDirectories: false)
        }
        try FFmpeg.run(["-i", film, "-frames:v", "5", "\(stills)/%d.png"])
        for (name, frame) in [("a", 0), ("b", 20)] {
            try FFmpeg.run(["-i", film, "-vf", "select=eq(n\\,\(frame))", "-frames:v", "1", "\(unlike)/\(name).png"])
        }
        func colorize(_ input: String, _ output: String, _ options: [String] = []) throws -> [Data] {
            let result = try Command.colorize([input, folder.file(output), "--input-size", "64", "-q"] + options)
            try #require(result.exitCode == 0, "\(result.errorOutput)")
            return try FileManager.default.contentsOfDirectory(atPath: folder.file(output)).sorted()
                .map { try Data(contentsOf: URL(fileURLWithPath: "\(folder.file(output))/\($0)")) }
        }
        #expect(try colorize(unlike, "out-unlike") == colorize(unlike, "out-off", ["--steady", "off"]))
        let held = try colorize(stills, "out-held")
        #expect(try held != colorize(stills, "out-light", ["--steady", "light"]))
        try Data("no still".utf8).write(to: URL(fileURLWithPath: "\(stills)/3.png"))
        #expect(try colorize(stills, "out-four", ["--keep-going"]).count == 4)
    }

    @Test func whatCannotBeIsRefused() throws {
        let bad = folder.file("bad.txt")
        try Data("fourteen\n".utf8).write(to: URL(fileURLWithPath: bad))
        for (options, code) in [
            (["--steady", "firmly"], 2), (["--steady", "off", "--cuts", bad], 2), (["--cuts", bad], 1),
            (["--cuts", folder.path], 1),
        ] as [([String], Int32)] {
            let result = try Command.colorize([film, folder.file("out.mkv"), "--model", "lite", "-q"] + options)
            #expect(
                result.exitCode == code && result.errorOutput.split(separator: "\n").count == 1, "\(result.errorOutput)"
            )
            #expect(!folder.names.contains { $0.hasPrefix("out") })
        }
    }
}
