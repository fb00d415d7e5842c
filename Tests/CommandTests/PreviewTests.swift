import Foundation
import TestSupport
import Testing

/// `preview` and `--dry-run`: what a film will look like, and what the run would do.
@Suite(.notUnderThreadSanitizer) struct PreviewTests {
    private let folder: FilmFolder

    init() throws {
        folder = try FilmFolder()
        try folder.make(
            "film.mkv",
            FilmFolder.picture(seconds: 0.8) + FilmFolder.tone(seconds: 0.7) + ["-c:v", "libx264", "-c:a", "aac"])
    }

    private func preview(_ arguments: [String]) throws -> CommandResult {
        try Command.colorize(["preview"] + arguments + ["--input-size", "32", "-q"])
    }

    /// The text behind a label; nil if there is none.
    private func text(_ label: String, in output: String) -> String? {
        output.split(separator: "\n").first { $0.hasPrefix("\(label):") }
            .map { $0.dropFirst(label.count + 1).trimmingCharacters(in: .whitespaces) }
    }

    /// A part of a sheet: samples R, G, B of each pixel.
    private func pixels(_ sheet: String, x: Int, y: Int, width: Int, height: Int) throws -> [UInt8] {
        Array(
            try FFmpeg.run([
                "-i", sheet, "-vf", "crop=\(width):\(height):\(x):\(y)", "-f", "rawvideo", "-pix_fmt", "rgb24", "-",
            ]))
    }

    @Test func sheetHasARowPerFrameAndAColumnPerColour() throws {
        let sheet = folder.path("sheet.png")
        let film = folder.path("film.mkv")
        let result = try preview([film, sheet, "--compare", "saturation=0,2", "--compare", "chroma=guided"])
        #expect(result.exitCode == 0, "\(result.errorOutput)")
        let stream = try FFmpeg.videoStream(sheet)
        // Margins of 16; 60 letters of 12, since five pictures of 64 need less; a heading of two lines of 24, for
        // "saturation 0" and "as the run: lite" do not fit into five letters.
        #expect(stream["width"] as? Int == 60 * 12 + 32)
        // Rows of a label, a picture and a gap; the lines of text.
        let lines = result.text.split(separator: "\n").count
        let height = try #require(stream["height"] as? Int)
        let rows = 8
        #expect((height - 3 * 16 - rows * (24 + 48 + 6)) % 24 == 0)
        #expect(height > 3 * 16 + rows * (24 + 48 + 6) + lines * 24)

        // The last row ends where the text begins.
        let textHeight = try #require(textLines(of: result.text)) * 24
        let y = height - 16 - textHeight - 16 - 6 - 48
        let cells = try (0..<5).map { try pixels(sheet, x: 16 + $0 * 70, y: y, width: 64, height: 48) }
        let spread = cells.map { cell in
            stride(from: 0, to: cell.count, by: 3).map { Int(cell[$0..<$0 + 3].max()!) - Int(cell[$0..<$0 + 3].min()!) }
                .reduce(0, +)
        }
        #expect(spread[0] == 0 && spread[2] == 0, "\(spread)")
        #expect(cells[0] == cells[2])
        #expect(spread[1] > 1000 && spread[3] > spread[1] + 1000, "\(spread)")
        #expect(cells[4] != cells[1] && spread[4] > 1000)
        // The grey column is the frame itself: black letters on a picture that is not empty.
        #expect(Set(cells[0]).count > 30)
    }

    /// Lines of a sheet's text, of which long ones are broken after 60 letters.
    private func textLines(of text: String) -> Int? {
        let lines = text.split(separator: "\n")
        // A broken line goes on below its text, which begins with the 12th letter.
        return lines.reduce(0) { sum, line in
            var (count, column) = (1, 0)
            for word in line.split(separator: " ", omittingEmptySubsequences: false) {
                let width = word.count + (column == 0 ? 0 : 1)
                if column + width > 60 {
                    count += 1
                    column = 11 + word.count
                    while column > 60 {
                        count += 1
                        column = 11 + column - 60
                    }
                } else {
                    column += width
                }
            }
            return sum + count
        }
    }

    @Test func theTextSaysWhatTheRunWouldDo() throws {
        let film = folder.path("film.mkv")
        let result = try preview([film, folder.path("sheet.png")])
        #expect(result.exitCode == 0, "\(result.errorOutput)")
        let output = result.text
        #expect(text("input", in: output) == "\(film): 64x48, 25.00 frames per second, 20 frames")
        #expect(text("output", in: output) == "\(folder.path("film.colour.mkv")): matroska, libx264, yuv420p")
        #expect(text("coloured", in: output) == "video stream 0 (h264)")
        #expect(text("kept", in: output) == "audio stream 1 (aac)")
        #expect(text("dropped", in: output) == nil)
        #expect(text("damage", in: output) == "none seen in 20 frames")
        #expect(text("model", in: output)?.hasPrefix("lite") == true)
        #expect(text("precision", in: output)?.hasSuffix("frames are too few to measure faster ones on") == true)
        #expect(text("memory", in: output)?.hasPrefix("at most about ") == true)
        #expect(text("speed", in: output)?.hasSuffix(" frames per second, measured on 20 frames") == true)
        #expect(text("time", in: output)?.hasPrefix("about ") == true)
        // As large as the run makes it, for the whole film is the sample.
        let sizeWords = try #require(text("size", in: output)).split(separator: " ")
        let size = try #require(Double(sizeWords[1]))
        let run = try folder.colorize(film, to: "out.mkv")
        let bytes = try #require(FileManager.default.attributesOfItem(atPath: run.path)[.size] as? Int)
        #expect((0.6...1.1).contains(size * 1000 / Double(bytes)), "\(size) kB, \(bytes) bytes")
        // Nothing but the sheet was written by the preview.
        #expect(Set(folder.folder.names) == ["film.mkv", "sheet.png", "out.mkv"])
    }

    @Test func aPageHoldsEverything() throws {
        let page = folder.path("sheet.html")
        let result = try preview([folder.path("film.mkv"), page, "--compare", "saturation=0.5"])
        #expect(result.exitCode == 0, "\(result.errorOutput)")
        let html = try String(contentsOfFile: page, encoding: .utf8)
        #expect(html.hasPrefix("<!DOCTYPE html>") && html.hasSuffix("</html>\n"))
        #expect(html.ranges(of: "<section>").count == 8)
        let pictures = html.components(separatedBy: "src=\"data:image/jpeg;base64,").dropFirst().map {
            String($0.prefix { $0 != "\"" })
        }
        #expect(pictures.count == 8 * 3)
        for picture in pictures {
            let data = try #require(Data(base64Encoded: picture))
            #expect(data.starts(with: [0xFF, 0xD8, 0xFF]) && data.suffix(2) == Data([0xFF, 0xD9]))
        }
        for label in ["grey", "as the run: lite", "saturation 0.5"] {
            #expect(html.ranges(of: "<figcaption>\(label)</figcaption>").count == 8, "\(label)")
            #expect(html.ranges(of: ">\(label)</option>").count == 2, "\(label)")
        }
        for line in result.text.split(separator: "\n") { #expect(html.contains(line)) }
        // Nothing is loaded from anywhere.
        #expect(!html.contains("://") && !html.contains("@import") && !html.contains("url("))
        #expect(html.contains("type=\"range\"") && html.contains("clip-path"))
    }

    @Test func namesAreTextOnAPage() throws {
        let film = try folder.make("a<b>&\"c.mkv", FilmFolder.picture(seconds: 0.2))
        let page = folder.path("sheet.html")
        #expect(try preview([film, page, "--compare", "saturation=1"]).exitCode == 0)
        let html = try String(contentsOfFile: page, encoding: .utf8)
        #expect(html.contains("a&lt;b&gt;&amp;&quot;c.mkv") && !html.contains("a<b>"))
    }

    @Test func aSheetIsNamedBesideTheFilmAndNotReplaced() throws {
        let film = folder.path("film.mkv")
        #expect(try preview([film, "--compare", "saturation=1"]).exitCode == 0)
        #expect(folder.folder.names.sorted() == ["film.mkv", "film.preview.png"])
        let again = try preview([film])
        #expect(again.exitCode == 2 && again.errorOutput.contains("film.preview.png: exists already"))
        #expect(try preview([film, "-y", "--compare", "saturation=1"]).exitCode == 0)
    }

    @Test func aFolderAndAStillHaveAPreview() throws {
        let stills = folder.folder.file("scans")
        try FileManager.default.createDirectory(atPath: stills, withIntermediateDirectories: false)
        try FFmpeg.run(FilmFolder.picture(seconds: 0.16) + ["\(stills)/%03d.png"])
        let all = try preview([stills, folder.path("all.png"), "--compare", "saturation=1"])
        #expect(all.exitCode == 0, "\(all.errorOutput)")
        #expect(text("input", in: all.text) == "\(stills): 4 stills")
        #expect(text("output", in: all.text) == "\(stills).colour/: png stills")
        let one = try preview(["\(stills)/001.png", folder.path("one.html")])
        #expect(one.exitCode == 0, "\(one.errorOutput)")
        #expect(text("input", in: one.text) == "\(stills)/001.png: 1 still")
        let html = try String(contentsOfFile: folder.path("one.html"), encoding: .utf8)
        #expect(html.ranges(of: "<section>").count == 1 && html.contains("<h2>001.png</h2>"))
    }

    @Test(arguments: [
        (["--compare", "hue=3"], "hue=3"), (["--compare", "saturation=9"], "saturation=9: takes 0 to 3"),
        (["--compare", "model=big"], "model=big: takes auto, lite"), (["--compare", "chroma="], "chroma="),
        (["--compare", "temperature=-1"], "temperature=-1: takes a number above 0"),
    ])
    func whatCannotBeComparedIsRefused(options: [String], reason: String) throws {
        let result = try preview([folder.path("film.mkv"), folder.path("sheet.png")] + options)
        #expect(result.exitCode == 2 && result.errorOutput.contains(reason), "\(result.errorOutput)")
        #expect(folder.folder.names == ["film.mkv"])
    }

    @Test func aSheetIsAPictureOrAPage() throws {
        let result = try preview([folder.path("film.mkv"), folder.path("sheet.pdf")])
        #expect(result.exitCode == 2 && result.errorOutput.contains("one sheet that ends with .png or .html"))
    }

    @Test func aDryRunPrintsTheTextAndWritesNothing() throws {
        try Data("1\n00:00:00,100 --> 00:00:01,000\nText\n".utf8).write(to: URL(fileURLWithPath: folder.path("t.srt")))
        let film = try folder.make(
            "subtitled.mkv", ["-i", folder.path("film.mkv"), "-i", folder.path("t.srt"), "-c", "copy"])
        let before = folder.folder.names.sorted()
        let result = try Command.colorize([
            film, folder.path("out.mp4"), "--dry-run", "--input-size", "32", "--calibration", folder.path("c.txt"),
            "--cuts", folder.path("cuts.txt"), "-q",
        ])
        #expect(result.exitCode == 0 && result.errorOutput == "", "\(result.errorOutput)")
        #expect(text("output", in: result.text) == "\(folder.path("out.mp4")): mp4, libx264, yuv420p")
        #expect(text("dropped", in: result.text)?.hasPrefix("subtitle stream 2 (subrip) left out") == true)
        #expect(folder.folder.names.sorted() == before)
        // What a run refuses is refused.
        let existing = try Command.colorize([film, folder.path("film.mkv"), "--dry-run"])
        #expect(existing.exitCode == 2 && existing.errorOutput.contains("exists already"))
    }

    @Test func damageIsSeen() throws {
        let film = try folder.make(
            "damaged.mkv",
            FilmFolder.picture(seconds: 2) + ["-c:v", "mpeg2video", "-g", "10", "-bsf:v", "noise=drop=0:amount=400"])
        let result = try Command.colorize([film, folder.path("out.mkv"), "--dry-run", "--input-size", "32", "-q"])
        #expect(result.exitCode == 0, "\(result.errorOutput)")
        let damage = try #require(text("damage", in: result.text))
        #expect(!damage.hasPrefix("none") && damage.contains("at 0:0"), "\(damage)")
    }

    @Test func aPipeIsRefused() throws {
        let result = try Command.colorize(["-", folder.path("out.mkv"), "--dry-run"], input: Data([0]))
        #expect(result.exitCode == 2 && result.errorOutput.contains("cannot be looked at ahead"))
    }

    // MARK: one frame of a film as a still

    @Test func aStillIsOneFrameAsTheFilmHasIt() throws {
        let film = folder.path("film.mkv")
        let all = try folder.colorize(film, to: "all/", ["--frames", "10-11"]).path
        let frame = try Data(contentsOf: URL(fileURLWithPath: all + "000011.png"))
        for part in [["--start", "0.4"], ["--frames", "10-"]] {
            let still = try folder.colorize(film, to: "one.png", part + ["-y"]).path
            #expect(try Data(contentsOf: URL(fileURLWithPath: still)) == frame, "\(part)")
        }
        let again = try Command.colorize([film, folder.path("one.png"), "--start", "0.4"])
        #expect(again.exitCode == 2 && again.errorOutput.contains("one.png: exists already"))
    }

    @Test(arguments: [
        ([], "say which frame with --start TIME or --frames N-"),
        (["--start", "0.5", "--duration", "1"], "several frames"),
        (["--frames", "3-5"], "several frames"),
    ])
    func aStillHasOneFrame(part: [String], reason: String) throws {
        let result = try Command.colorize([folder.path("film.mkv"), folder.path("one.png")] + part)
        #expect(result.exitCode == 2 && result.errorOutput.contains(reason), "\(result.errorOutput)")
    }
}
