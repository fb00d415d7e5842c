import Foundation
import TestSupport
import Testing

/// What a film has beside its picture, container by container. The table in docs/films.md is checked against what is
/// seen here.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct KeptTests {
    static let containers = ["mkv", "mp4", "mov", "webm", "ts", "avi", "nut"]
    static let rows = [
        "sound", "several sound streams, their languages", "SubRip subtitles", "ASS subtitles", "WebVTT subtitles",
        "MP4 text subtitles", "cover art", "attached files", "chapters", "title, comment", "timecode", "rotation",
        "aspect ratio of pixels", "frames' exact times",
    ]

    /// A film in Matroska with all it can hold, its sound as the output's container wants it.
    private func makeMatroska(_ folder: FilmFolder, sound: String) throws -> String {
        try Data("1\n00:00:00,100 --> 00:00:00,900\nHello\n".utf8)
            .write(to: URL(fileURLWithPath: folder.path("words.srt")))
        let chapters =
            ";FFMETADATA1\ntitle=A title\ncomment=A comment\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=One\n"
        try Data(chapters.utf8).write(to: URL(fileURLWithPath: folder.path("chapters.txt")))
        try folder.make("cover.png", ["-f", "lavfi", "-i", "testsrc=size=32x32", "-frames:v", "1"])
        return try folder.make(
            "film.mkv",
            FilmFolder.picture() + FilmFolder.tone() + FilmFolder.tone(seconds: 0.7) + [
                "-i", folder.path("words.srt"), "-i", folder.path("chapters.txt"), "-map", "0", "-map", "1", "-map",
                "2",
                "-map", "3", "-map", "3", "-map", "3", "-map_metadata", "4", "-attach", folder.path("words.srt"),
                "-metadata:s:t:0", "mimetype=text/plain", "-attach", folder.path("cover.png"), "-metadata:s:t:1",
                "mimetype=image/png", "-metadata:s:t:1", "filename=cover.png", "-c:v", "libx264", "-c:a", sound, "-ar",
                "48000", "-c:s:0", "subrip", "-c:s:1", "ass", "-c:s:2", "webvtt", "-metadata:s:a:0", "language=ger",
                "-metadata:s:a:1", "language=eng", "-disposition:a:1", "comment", "-aspect", "2:1",
            ])
    }

    /// A film in QuickTime with what only that has.
    private func makeQuickTime(_ folder: FilmFolder) throws -> String {
        try folder.make(
            "plain.mov",
            FilmFolder.picture() + ["-i", folder.path("words.srt")] + [
                "-c:v", "libx264", "-c:s", "mov_text", "-timecode", "01:00:00:00",
            ])
        let film = try folder.make(
            "film.mov", ["-i", folder.path("plain.mov"), "-c", "copy", "-map", "0:v", "-map", "0:s"])
        try QuickTime.turnFirstTrack(film)
        return film
    }

    /// The row's entries that are true of what the command makes of the two films in this container.
    private func kept(in container: String) throws -> (Set<String>, messages: String) {
        let folder = try FilmFolder()
        let film = try makeMatroska(folder, sound: container == "webm" ? "libopus" : "mp2")
        let (output, messages) = try folder.colorize(film, to: "out.\(container)", ["--verify"])
        let streams = try FFmpeg.streams(output)
        func tags(_ stream: [String: Any]) -> [String: String] { stream["tags"] as? [String: String] ?? [:] }
        var kept: Set<String> = []

        let sounds = streams.filter { $0["codec_type"] as? String == "audio" }
        if try FFmpeg.packetMD5(output, stream: "a:0") == FFmpeg.packetMD5(film, stream: "a:0") { kept.insert("sound") }
        if sounds.count == 2, sounds.map({ tags($0)["language"] }) == ["ger", "eng"],
            try FFmpeg.packetMD5(output, stream: "a:1") == FFmpeg.packetMD5(film, stream: "a:1")
        {
            kept.insert("several sound streams, their languages")
        }
        for (codec, row) in [
            ("subrip", "SubRip subtitles"), ("ass", "ASS subtitles"), ("webvtt", "WebVTT subtitles"),
        ] where streams.contains(where: { $0["codec_name"] as? String == codec }) {
            kept.insert(row)
        }
        for stream in streams {
            let disposition = stream["disposition"] as? [String: Int] ?? [:]
            if disposition["attached_pic"] == 1 { kept.insert("cover art") }
        }
        if streams.contains(where: { tags($0)["filename"] == "words.srt" }) { kept.insert("attached files") }
        let chapters = try FFmpeg.probe(output, ["-show_chapters"])["chapters"] as? [[String: Any]] ?? []
        if chapters.map({ tags($0)["title"] }) == ["One"] { kept.insert("chapters") }
        let format = try FFmpeg.probe(output, ["-show_format"])["format"] as? [String: Any] ?? [:]
        let names = Dictionary(uniqueKeysWithValues: tags(format).map { ($0.key.lowercased(), $0.value) })
        if names["title"] == "A title", names["comment"] == "A comment" { kept.insert("title, comment") }
        if try FFmpeg.videoStream(output)["display_aspect_ratio"] as? String == "2:1" {
            kept.insert("aspect ratio of pixels")
        }

        let second = try makeQuickTime(folder)
        let (turned, turnedMessages) = try folder.colorize(second, to: "turned.\(container)")
        let turnedStreams = try FFmpeg.streams(turned)
        if turnedStreams.contains(where: { $0["codec_name"] as? String == "mov_text" }) {
            kept.insert("MP4 text subtitles")
        }
        let timecode = turnedStreams.contains { tags($0).contains { $0.key.lowercased() == "timecode" } }
        let all = try FFmpeg.probe(turned, ["-show_format"])["format"] as? [String: Any] ?? [:]
        if timecode || tags(all).keys.contains(where: { $0.lowercased() == "timecode" }) { kept.insert("timecode") }
        let sideData = try FFmpeg.videoStream(turned)["side_data_list"] as? [[String: Any]] ?? []
        if sideData.contains(where: { abs($0["rotation"] as? Int ?? 0) == 90 }) { kept.insert("rotation") }
        let times = { (path: String) in try FFmpeg.frameTimes(path).map(\.time) }
        if try times(turned) == times(second) { kept.insert("frames' exact times") }
        return (kept, messages + turnedMessages)
    }

    /// The table in docs/films.md has these rows and columns, and no others.
    @Test func thePageHasTheseRows() throws {
        let table = try #require(try Documentation.tables(in: "docs/films.md", below: "What is kept").first)
        #expect(table.header.dropFirst().map(Documentation.plain) == Self.containers)
        #expect(table.rows.map { $0[0] } == Self.rows)
        #expect(table.holdsTicksOnly)
    }

    @Test(arguments: containers)
    func asThePageSays(container: String) throws {
        let version = try #require(try Command.colorize(["--version"]).text.firstMatch(of: /FFmpeg (\d+)/)?.1)
        let table = try #require(try Documentation.tables(in: "docs/films.md", below: "What is kept").first).ticks(
            ffmpeg: Int(version))
        let (kept, messages) = try kept(in: container)
        for row in Self.rows {
            #expect(table[row]?.contains(container) == kept.contains(row), "\(row) in .\(container): \(messages)")
        }
        // Whatever is left out is named, once.
        for (row, words) in [
            ("SubRip subtitles", "subtitle stream 3 (subrip) left out"),
            ("ASS subtitles", "subtitle stream 4 (ass) left out"),
            ("WebVTT subtitles", "subtitle stream 5 (webvtt) left out"),
            ("attached files", "attachment stream 6 (words.srt) left out"),
            ("cover art", "cover art stream 7 (png) left out"),
            ("rotation", "the picture's rotation is left out"),
        ] {
            #expect(kept.contains(row) != messages.contains(words), "\(messages)")
        }
    }

    /// The same container in and out: chapters, tags and dispositions are equal, as ffprobe writes them.
    @Test(arguments: ["mkv", "mp4", "mov"])
    func nothingChangesWithinAContainer(container: String) throws {
        let folder = try FilmFolder()
        let made = try makeMatroska(folder, sound: "aac")
        let input =
            container == "mkv"
            ? made
            : try folder.make(
                "film.\(container)",
                [
                    "-i", made, "-map", "0:v:0", "-map", "0:a", "-map", "0:s:0", "-c", "copy", "-c:s", "mov_text",
                    "-metadata:s:v:0", "language=eng", "-metadata", "artist=Someone", "-metadata", "date=1924",
                ])
        let output = try folder.colorize(input, to: "out.\(container)").path
        #expect(
            try FFmpeg.probe(output, ["-show_chapters"]) as NSDictionary
                == FFmpeg.probe(input, ["-show_chapters"]) as NSDictionary)
        // What is true of the coded picture alone, or of the program that wrote the file.
        let ofTheCoding: Set = ["encoder", "DURATION", "duration", "ENCODER"]
        func described(_ path: String) throws -> [NSDictionary] {
            try FFmpeg.streams(path).map { stream in
                let tags = (stream["tags"] as? [String: String] ?? [:]).filter { !ofTheCoding.contains($0.key) }
                return ["tags": tags, "disposition": stream["disposition"] ?? 0, "type": stream["codec_type"] ?? ""]
                    as NSDictionary
            }
        }
        #expect(try described(output) == described(input))
        func formatTags(_ path: String) throws -> NSDictionary {
            let format = try FFmpeg.probe(path, ["-show_format"])["format"] as? [String: Any]
            return (format?["tags"] as? [String: String] ?? [:]).filter { !ofTheCoding.contains($0.key) }
                as NSDictionary
        }
        #expect(try formatTags(output) == formatTags(input))
        for stream in ["a:0", "a:1", "s:0"] {
            #expect(try FFmpeg.packetMD5(output, stream: stream) == FFmpeg.packetMD5(input, stream: stream))
        }
    }

    @Test func streamsThatAreNotWanted() throws {
        let folder = try FilmFolder()
        let film = try makeMatroska(folder, sound: "aac")
        let types = { (path: String) in try FFmpeg.streams(path).map { $0["codec_type"] as? String ?? "" } }
        #expect(
            try types(folder.colorize(film, to: "a.mkv", ["--no-audio"]).path)
                == ["video", "subtitle", "subtitle", "subtitle", "attachment", "video"])
        #expect(
            try types(folder.colorize(film, to: "b.mkv", ["--no-subtitles"]).path)
                == ["video", "audio", "audio", "attachment", "video"])
    }

    @Test func oneOfSeveralPictures() throws {
        let folder = try FilmFolder()
        let film = try folder.make(
            "film.mkv",
            FilmFolder.picture() + [
                "-f", "lavfi", "-i", "testsrc2=size=80x64:rate=10:duration=1", "-map", "0", "-map", "1",
            ])
        let first = try folder.colorize(film, to: "a.mkv", ["--map-video", "0"])
        #expect(
            first.messages.contains("video stream 1 (h264) left out: one is coloured; --map-video 1 takes this one"))
        let second = try folder.colorize(film, to: "b.mkv", ["--map-video", "1"])
        #expect((try FFmpeg.videoStream(second.path))["width"] as? Int == 80)
        #expect(try FFmpeg.frameTimes(second.path).count == 10)
        let none = try Command.colorize([film, folder.path("c.mkv"), "-q", "--map-video", "2"])
        #expect(none.exitCode == 2)
        #expect(none.errorOutput.contains("has no video stream 2, only 0 to 1"))
    }
}
