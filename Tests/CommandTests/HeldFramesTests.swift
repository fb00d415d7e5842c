import Foundation
import TestSupport
import Testing

/// Films whose pictures are shown for several frames each.
@Suite struct HeldFramesTests {
    let films: FilmFolder
    /// 8 pictures, each shown for three frames.
    let film: String

    init() throws {
        films = try FilmFolder()
        film = try films.make(
            "film.mkv",
            [
                "-f", "lavfi", "-i", "testsrc2=size=64x48:rate=8:duration=1,fps=24,format=gray",
                "-c:v", "ffv1",
            ])
    }

    private func colorize(_ input: String, _ name: String, _ options: [String] = []) throws -> (Data, String) {
        let result = try Command.colorize(
            [input, films.path(name), "--input-size", "32", "--model", "lite", "-c", "ffv1"] + options)
        try #require(result.exitCode == 0, "\(result.errorOutput)")
        return (try FFmpeg.samples(films.path(name), format: "yuv420p"), result.errorOutput)
    }

    @Test(arguments: ["off", "light"]) func heldFramesAreToldAndPartsAreTheWhole(steady: String) throws {
        let options = ["--steady", steady]
        let (whole, summary) = try colorize(film, "whole.mkv", options)
        #expect(summary.contains("16 held frames reused in"), "\(summary)")
        let parts = try ["0-4", "4-13", "13-"].map { try colorize(film, "\($0).mkv", options + ["--frames", $0]) }
        #expect(parts.map(\.0).reduce(Data(), +) == whole)
        // A part begins with a picture that has to be looked at, unless frames before it have been read.
        #expect(parts[1].1.contains(steady == "off" ? "5 held frames" : "6 held frames"), "\(parts[1].1)")
    }

    /// A part of one frame has nothing to reuse.
    @Test func aHeldFrameIsWhatItWouldBeAlone() throws {
        let (whole, _) = try colorize(film, "whole.mkv", ["--steady", "off"])
        let size = whole.count / 24
        for frame in [1, 5, 11, 13] {
            let (alone, summary) = try colorize(
                film, "\(frame).mkv", ["--steady", "off", "--frames", "\(frame)-\(frame + 1)"])
            #expect(!summary.contains("held"))
            #expect(alone == whole.subdata(in: frame * size..<(frame + 1) * size), "frame \(frame)")
        }
    }

    @Test func picturesOfAFolder() throws {
        try FileManager.default.createDirectory(atPath: films.path("in"), withIntermediateDirectories: true)
        try films.make("in/%d.png", ["-i", film])
        let result = try Command.colorize(
            [films.path("in"), films.path("out"), "--input-size", "32", "--model", "lite"])
        #expect(result.exitCode == 0)
        #expect(result.errorOutput.contains("24 frames, 0 cuts, 16 held frames reused in"), "\(result.errorOutput)")
    }
}
