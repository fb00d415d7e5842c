import Foundation
import TestSupport
import Testing

/// The options that a colourist turns, through the command.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct ControlsTests {
    let folder: TemporaryFolder
    private let film: String

    init() throws {
        folder = try TemporaryFolder()
        film = folder.file("film.mkv")
        try FFmpeg.run([
            "-f", "lavfi", "-i", "testsrc2=size=96x64:rate=25", "-frames:v", "2", "-vf", "format=gray,format=yuv420p",
            "-c:v", "ffv1", film,
        ])
    }

    /// Colours the film without loss and gives the output's path.
    private func colorize(_ options: [String]) throws -> String {
        let output = folder.file("\(options.joined(separator: "_")).mkv")
        let result = try Command.colorize([film, output, "--model", "lite", "-c", "ffv1", "-q"] + options)
        try #require(result.exitCode == 0, "\(result.errorOutput)")
        return output
    }

    private func samples(_ options: [String]) throws -> Data {
        try FFmpeg.samples(try colorize(options), format: "yuv420p")
    }

    @Test func saturation() throws {
        let gray = try colorize(["--saturation", "0"])
        let (source, result) = (
            try FFmpeg.samples(film, format: "yuv420p"), try FFmpeg.samples(gray, format: "yuv420p")
        )
        #expect(source.count == result.count && result.count == 2 * 96 * 64 * 3 / 2)
        for frame in 0..<2 {
            let start = frame * 96 * 64 * 3 / 2
            let luma = start..<start + 96 * 64
            #expect(zip(source[luma], result[luma]).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
            #expect(result[luma.upperBound..<start + 96 * 64 * 3 / 2].allSatisfy { $0 == 128 })
        }
        let chroma = try ["0.5", "1", "2"].map { try FFmpeg.meanChroma(try colorize(["--saturation", $0])) }
        #expect(chroma[0] > 0.5 && chroma[1] > 1.2 * chroma[0] && chroma[2] > 1.2 * chroma[1], "\(chroma)")
    }

    @Test func chroma() throws {
        let (plain, bilinear) = (try samples([]), try samples(["--chroma", "bilinear"]))
        let guided = try samples(["--chroma", "guided"])
        #expect(plain == bilinear)
        #expect(plain.count == guided.count && plain != guided)
        #expect(try FFmpeg.meanChroma(folder.file("--chroma_guided.mkv")) > 1)
    }

    /// Grey steps from black to white: only where colour fades does the option make a difference.
    @Test func ends() throws {
        let steps = folder.file("steps.mkv")
        try FFmpeg.run([
            "-f", "lavfi", "-i", "color=size=160x64:rate=25", "-frames:v", "1", "-vf",
            "geq=lum='lerp(16,235,floor(X/8)/19)':cb=128:cr=128,format=yuv420p", "-c:v", "ffv1", steps,
        ])
        func chroma(_ options: [String]) throws -> [Int] {
            let output = folder.file("\(options.joined(separator: "_")).mkv")
            let result = try Command.colorize(
                [steps, output, "--model", "lite", "-c", "ffv1", "-q"] + options)
            try #require(result.exitCode == 0, "\(result.errorOutput)")
            let samples = try FFmpeg.samples(output, format: "yuv420p")
            // Of Cb and Cr in the middle of each step.
            return (0..<20).map { step in
                (0..<2).reduce(0) { sum, plane in
                    sum
                        + (0..<32).reduce(0) { sum, row in
                            sum + abs(Int(samples[160 * 64 + plane * 80 * 32 + row * 80 + step * 4 + 2]) - 128)
                        }
                }
            }
        }
        let (usual, fade, off) = (try chroma([]), try chroma(["--ends", "fade"]), try chroma(["--ends", "off"]))
        #expect(usual == fade)
        // L* of 4 and of 95, and of 21 to 86.
        #expect(fade[0] == 0 && fade[1] * 2 < off[1] && fade[18] < off[18] && fade[19] == 0, "\(fade) \(off)")
        #expect(Array(fade[4...16]) == Array(off[4...16]) && off[4...16].allSatisfy { $0 > 32 }, "\(fade) \(off)")
    }

    @Test func temperature() throws {
        #expect(try samples([]) != samples(["--temperature", "0.2"]))
    }

    @Test func inputSize() throws {
        let plain = try samples([])
        #expect(plain == (try samples(["--input-size", "256x256"])))
        // The film is 3:2.
        let shorterSide = try samples(["--input-size", "128"])
        #expect(shorterSide == (try samples(["--input-size", "192x128"])))
        let wide = try samples(["--input-size", "320x192"])
        #expect(plain != shorterSide && plain != wide && shorterSide != wide)
    }

    @Test(arguments: [
        (["--input-size", "100x100"], "multiples of 32"), (["--input-size", "0"], "--input-size"),
        (["--input-size", "256x"], "--input-size"), (["--input-size", "9000x256"], "--input-size"),
        (["--saturation", "3.5"], "--saturation takes 0 to 3"), (["--saturation=-1"], "--saturation takes 0 to 3"),
        (["--saturation", "nan"], "--saturation takes 0 to 3"), (["--saturation", "much"], "--saturation"),
        (["--temperature", "0"], "--temperature takes a number above 0"), (["--temperature", "inf"], "--temperature"),
        (["--chroma", "cubic"], "--chroma"), (["--ends", "on"], "--ends"),
        (
            [
                "--model", "ddcolor-tiny", "--weights", "\(ProjectTree.root)/Tests/Goldens/net/ddcolor.safetensors",
                "--temperature", "0.5",
            ], "--temperature means nothing to ddcolor-tiny"
        ),
    ])
    func wrongValues(options: [String], fragment: String) throws {
        let before = folder.names
        let result = try Command.colorize([film, folder.file("out.mkv"), "--model", "lite", "-q"] + options)
        #expect(result.exitCode == 2, "\(result.errorOutput)")
        #expect(result.errorOutput.contains(fragment), "\(result.errorOutput)")
        #expect(result.errorOutput.split(separator: "\n").count == 1, "\(result.errorOutput)")
        #expect(folder.names == before)
    }
}
