import Foundation
import TestSupport
import Testing

/// Folders of pictures through the command.
@Suite struct FolderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var input: String { folder.file("in") }
    private var output: String { folder.file("out") }

    private func makePicture(_ name: String, size: String = "90x70", _ options: [String] = []) throws {
        try FileManager.default.createDirectory(atPath: input, withIntermediateDirectories: true)
        try FFmpeg.run(
            ["-f", "lavfi", "-i", "testsrc=size=\(size)", "-frames:v", "1"] + options + ["\(input)/\(name)"])
    }

    private var outputNames: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []).sorted()
    }

    @Test func everyFormatInPNGOut() throws {
        try makePicture("a.png")
        try makePicture("b.jpg", size: "91x71")
        try makePicture("c.tif", ["-pix_fmt", "rgb48le"])
        try makePicture("d.bmp")
        try makePicture("e.ppm")
        try makePicture("f.pgm")
        try makePicture("g.webp")
        try makePicture("h.png", ["-pix_fmt", "monob"])
        try makePicture("i.png", ["-pix_fmt", "pal8"])
        try makePicture("j.png", ["-pix_fmt", "gray16be"])
        let result = try Command.colorize([input, output])
        try #require(result.exitCode == 0, "\(result.errorOutput)")
        #expect(outputNames == ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].map { "\($0).png" })
        for name in outputNames {
            let stream = try FFmpeg.videoStream("\(output)/\(name)")
            #expect(stream["width"] as? Int == (name == "b.png" ? 91 : 90))
            // 16 bits stay 16 bits.
            #expect(
                stream["pix_fmt"] as? String == (name == "c.png" || name == "j.png" ? "rgb48be" : "rgb24"), "\(name)")
            // Black and white themselves have no colour.
            #expect(try (FFmpeg.meanChroma("\(output)/\(name)") > 1) == (name != "h.png"), "\(name)")
        }
    }

    @Test func ownFormatOut() throws {
        for name in ["a.png", "b.jpg", "c.tif", "d.bmp", "f.pgm", "g.webp"] { try makePicture(name) }
        let result = try Command.colorize([input, output, "--output-format", "same"])
        try #require(result.exitCode == 0, "\(result.errorOutput)")
        #expect(outputNames == ["a.png", "b.jpg", "c.tif", "d.bmp", "f.ppm", "g.webp"])
        let codecs = try outputNames.map { (try FFmpeg.videoStream("\(output)/\($0)"))["codec_name"] as? String }
        #expect(codecs == ["png", "mjpeg", "tiff", "bmp", "ppm", "webp"])
        for name in outputNames { #expect(try FFmpeg.meanChroma("\(output)/\(name)") > 1, "\(name)") }
    }

    @Test func strayFilesAreNamedAndBadPicturesStop() throws {
        try makePicture("f2.png")
        try makePicture("f10.png")
        try Data("notes".utf8).write(to: URL(fileURLWithPath: "\(input)/notes.txt"))
        let fine = try Command.colorize([input, output])
        #expect(fine.exitCode == 0)
        #expect(fine.errorOutput.contains("notes.txt: no picture"))

        try Data("no picture at all".utf8).write(to: URL(fileURLWithPath: "\(input)/f9.png"))
        let other = folder.file("other")
        let stopped = try Command.colorize([input, other])
        #expect(stopped.exitCode == 1)
        #expect(stopped.errorOutput.contains("f9.png: is not a picture"))
        #expect(stopped.errorOutput.contains("; --keep-going skips it"), "\(stopped.errorOutput)")
        // Natural order: f2 came before f9, f10 did not.
        #expect(((try? FileManager.default.contentsOfDirectory(atPath: other)) ?? []).allSatisfy { $0 == "f2.png" })

        let kept = try Command.colorize([input, other, "--keep-going", "-y"])
        #expect(kept.exitCode == 0)
        #expect(kept.errorOutput.contains("f9.png"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: other).sorted() == ["f10.png", "f2.png"])
    }

    @Test func existingPicturesAreRefusedUnlessOverwriting() throws {
        try makePicture("a.png")
        #expect(try Command.colorize([input, output]).exitCode == 0)
        let refused = try Command.colorize([input, output])
        #expect(refused.exitCode == 2)
        #expect(refused.errorOutput.contains("a.png: exists already"))
        #expect(try Command.colorize([input, output, "-y"]).exitCode == 0)
    }

    @Test func twoPicturesWithOneNameAreRefused() throws {
        try makePicture("a.png")
        try makePicture("a.bmp")
        let result = try Command.colorize([input, output])
        #expect(result.exitCode == 2)
        #expect(result.errorOutput.contains("a.bmp and a.png would both be written as a.png"))
        #expect(outputNames.isEmpty)
    }
}
