import Foundation
import TestSupport
import Testing

/// `colorize-video evaluate`.
@Suite struct EvaluateTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.file("photos"), withIntermediateDirectories: true)
        for (name, source) in [("a.jpg", "testsrc2=size=90x70"), ("b.png", "mandelbrot=size=70x90")] {
            try FFmpeg.run(["-f", "lavfi", "-i", source, "-frames:v", "1", folder.file("photos/\(name)")])
        }
    }

    private func evaluate(_ options: [String]) throws -> CommandResult {
        try Command.colorize(["evaluate", folder.file("photos"), "--model", "lite", "--input-size", "64"] + options)
    }

    @Test func table() throws {
        try Data("no picture".utf8).write(to: URL(fileURLWithPath: folder.file("photos/bad.png")))
        let (json, sheet) = (folder.file("figures.json"), folder.file("sheet.png"))
        let result = try evaluate(["--json", json, "--contact-sheet", sheet])
        try #require(result.exitCode == 0, "\(result.errorOutput)")
        let lines = result.text.split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines[0].contains("PSNR dB") && lines[0].contains("CIEDE2000") && lines[0].contains("ab RMSE"))
        #expect(zip(lines.dropFirst(), ["truth", "grey", "mean colour", "ours"]).allSatisfy { $0.hasPrefix($1) })
        #expect(result.errorOutput.contains("bad.png: is not a picture"))

        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: json)))
        let figures = try #require(object as? [String: Any])
        #expect(figures["photographs"] as? Int == 2)
        let rows = try #require(figures["rows"] as? [[String: Any]])
        #expect(rows.count == 4 && rows[3]["name"] as? String == "ours")
        // The network says something, and not just anything.
        #expect(try #require(rows[3]["chroma"] as? Double) > 1)
        #expect(try #require(rows[3]["psnr"] as? Double) > 5)
        let stream = try FFmpeg.videoStream(sheet)
        #expect(stream["width"] as? Int == 6 * 36 - 4 && stream["height"] as? Int == 32)

        let points = try evaluate(["--points", "1,20", "-q"]).text.split(separator: "\n")
        #expect(points[0].hasSuffix("points within 3, %") && points[1..<5].allSatisfy { $0.hasSuffix("–") })
        #expect(points[5].hasPrefix("1 point ") && points[6].hasPrefix("20 points "))

        // What exists is not replaced unless asked for.
        let refused = try evaluate(["--json", json])
        #expect(refused.exitCode == 2 && refused.errorOutput.contains("figures.json: exists already"))
        let stronger = try evaluate(["--json", json, "-y", "-q", "--saturation", "2", "--temperature", "0.2"])
        #expect(stronger.exitCode == 0 && stronger.text != result.text)
        let quiet = stronger.errorOutput.split(separator: "\n")
        #expect(quiet.count == 1 && quiet[0].contains("bad.png"))
    }

    @Test func film() throws {
        let (film, json, strip) = (folder.file("film.mp4"), folder.file("figures.json"), folder.file("strip.png"))
        try FFmpeg.run([
            "-f", "lavfi", "-i", "testsrc2=size=128x96:rate=25", "-f", "lavfi", "-i", "sine", "-frames:v", "14",
            "-shortest",
            "-pix_fmt", "yuv420p", film,
        ])
        let options = ["--model", "lite", "--input-size", "64", "--limit", "12", "--json", json, "--strip", strip]
        let result = try Command.colorize(["evaluate", "--film", film] + options)
        try #require(result.exitCode == 0, "\(result.errorOutput)")
        let lines = result.text.split(separator: "\n")
        #expect(lines.count == 6 && lines[0].contains("CDC") && lines[0].contains("E_warp"))
        #expect(zip(lines.dropFirst(), ["truth", "off", "light", "strong", "shot"]).allSatisfy { $0.hasPrefix($1) })
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: json)))
        let figures = try #require(object as? [String: Any])
        #expect(figures["frames"] as? Int == 12)
        let rows = try #require(figures["rows"] as? [[String: Any]])
        let changes = try rows.map { try #require($0["e_warp"] as? Double) }
        #expect(changes.count == 5 && changes[2] < changes[1])
        let picture = try FFmpeg.videoStream(strip)
        #expect(picture["width"] as? Int == 10 * 260 - 4 && picture["height"] as? Int == 5 * 196 - 4)
    }

    @Test(arguments: [
        (["--limit", "0"], "--limit takes a number above 0"), (["--contact-sheet", "sheet.jpg"], "only PNG"),
        (["--input-size", "64x96"], "a square"), (["--saturation", "4"], "--saturation takes 0 to 3"),
        (["--threads", "2000"], "--threads takes 0 to 1024"), (["--points", "5,0"], "points"),
    ])
    func wrongUsage(options: [String], fragment: String) throws {
        let result = try evaluate(options)
        #expect(result.exitCode == 2 && result.errorOutput.contains(fragment), "\(result.errorOutput)")
        #expect(result.errorOutput.split(separator: "\n").count == 1)
    }

    @Test(arguments: [
        ([], "name a folder of photographs, or a film"), (["photos", "--film", "film.mp4"], "name a folder of"),
        (["photos", "--strip", "strip.png"], "--strip is for films"),
        (["--film", "film.mp4", "--contact-sheet", "sheet.png"], "--contact-sheet is for photographs"),
        (["--film", "film.mp4", "--strip", "strip.jpg"], "only PNG"),
        (["--film", "film.mp4", "--points", "3"], "--refs says of which frames"),
        (["--film", "film.mp4", "--refs", "first", "--points", "3,5"], "takes one number"),
    ])
    func wrongUsageOfFilms(arguments: [String], fragment: String) throws {
        let result = try Command.colorize(["evaluate"] + arguments)
        #expect(result.exitCode == 2 && result.errorOutput.contains(fragment), "\(result.errorOutput)")
    }

    @Test func nothingToJudge() throws {
        for (path, fragment) in [
            (folder.file("nowhere"), "nowhere"), (folder.file("photos/a.jpg"), "a.jpg"), (folder.path, "no pictures"),
        ] {
            let result = try Command.colorize(["evaluate", path, "--model", "lite"])
            #expect(result.exitCode == 1 && result.errorOutput.contains(fragment), "\(result.errorOutput)")
            #expect(result.text.isEmpty)
        }
        let film = try Command.colorize(["evaluate", "--film", folder.file("photos/none.mp4"), "--model", "lite"])
        #expect(film.exitCode == 1 && film.errorOutput.contains("none.mp4"))
    }
}
