import Foundation
import TestSupport
import Testing

/// What strangers' files may do: name other files, and say things that a terminal would obey.
@Suite(.notUnderThreadSanitizer) struct HostileInputTests {
    let folder: FilmFolder
    let film: String

    init() throws {
        folder = try FilmFolder()
        film = try folder.make("film.mp4", FilmFolder.picture() + ["-c:v", "libx264"])
        try FFmpeg.run(["-i", film, "-c", "copy", folder.path("film.ts")])
    }

    private func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path(name)))
        return folder.path(name)
    }

    private static let start = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.0,\n"

    private func lists() throws -> [String: String] {
        let dash = """
            <?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" \
            mediaPresentationDuration="PT1S" minBufferTime="PT1S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011">\
            <Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1000" codecs="avc1.64000a" \
            width="64" height="48"><BaseURL>\(film)</BaseURL><SegmentBase indexRange="0-100"><Initialization \
            range="0-50"/></SegmentBase></Representation></AdaptationSet></Period></MPD>
            """
        return [
            "list.m3u8": Self.start + folder.path("film.ts") + "\n#EXT-X-ENDLIST\n",
            "list.m3u": Self.start + "film.ts\n#EXT-X-ENDLIST\n", "live.m3u8": Self.start + "film.ts\n",
            "list.mp4": Self.start + folder.path("film.ts") + "\n#EXT-X-ENDLIST\n",
            "list.mkv": Self.start + "film.ts\n#EXT-X-ENDLIST\n", "live.mp4": Self.start + "film.ts\n",
            "dash.mp4": dash, "concat.mp4": "ffconcat version 1.0\nfile film.mp4\n",
            "net.m3u8": Self.start + "http://127.0.0.1:1/a.ts\n#EXT-X-ENDLIST\n",
            "net.mp4": Self.start + "http://127.0.0.1:1/a.ts\n#EXT-X-ENDLIST\n",
            "call.sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n"
                + "a=rtpmap:96 H264/90000\n",
        ]
    }

    @Test func onlyTheFileThatIsNamedIsOpened() throws {
        for (name, text) in try lists() {
            let list = try write(text, to: name)
            let result = try Command.run("timeout", ["20", Command.colorizeVideo, list, folder.path("out.mkv"), "-q"])
            #expect(result.exitCode == 1, "\(name): \(result.errorOutput)")
            #expect(result.errorOutput.hasPrefix("colorize-video: \(list): "), "\(result.errorOutput)")
            // FFmpeg 7 takes a list for one only by its name; under another it is a damaged film.
            let isUnknown = text.hasPrefix("#EXTM3U") && result.errorOutput.contains("cannot open: Invalid data")
            #expect(
                result.errorOutput.contains("is a list of other files") || (!name.contains(".m3u") && isUnknown),
                "\(result.errorOutput)")
            #expect(!FileManager.default.fileExists(atPath: folder.path("out.mkv")))
        }
    }

    @Test func playlistsAreFollowedWhenThatIsAskedFor() throws {
        for (name, text) in try lists() where ["list.m3u8", "list.m3u"].contains(name) {
            let list = try write(text, to: name)
            try folder.colorize(list, to: "\(name).mkv", ["--follow-playlists"])
            #expect(try FFmpeg.frameTimes(folder.path("\(name).mkv")).count == 25)
        }
        let net = try write(try #require(try lists()["net.m3u8"]), to: "net.m3u8")
        let result = try Command.colorize([net, folder.path("out.mkv"), "--follow-playlists", "-q"])
        #expect(result.exitCode == 1)
    }

    /// A name with a percent sign is a name where there is such a file.
    @Test func aNameThatLooksLikeAPatternIsAName() throws {
        try FFmpeg.run(["-i", film, "-frames:v", "1", folder.path("v1.tga")])
        try FFmpeg.run(["-i", film, "-frames:v", "1", "-vf", "scale=32:32", folder.path("other.tga")])
        try FileManager.default.moveItem(atPath: folder.path("other.tga"), toPath: folder.path("v%d.tga"))
        let result = try Command.colorize([folder.path("v%d.tga"), folder.path("tga.mkv"), "-q"])
        // FFmpeg may not know the format by its bytes.
        if result.exitCode == 0 {
            #expect(try FFmpeg.videoStream(folder.path("tga.mkv"))["width"] as? Int == 32)
        } else {
            #expect(result.exitCode == 1 && result.errorOutput.contains("v%d.tga: "), "\(result.errorOutput)")
        }
        try FileManager.default.copyItem(atPath: film, toPath: folder.path("v%d.mp4"))
        try folder.colorize(folder.path("v%d.mp4"), to: "out.mkv")
        #expect(try FFmpeg.frameTimes(folder.path("out.mkv")).count == 25)
    }

    @Test func nothingForTheTerminalIsPrinted() throws {
        let attachment = try write("hello", to: "attachment.txt")
        let meta = folder.path("meta.mkv")
        try FFmpeg.run([
            "-i", film, "-c", "copy", "-metadata", "tag\u{1B}[31mRED=x", "-attach", attachment, "-metadata:s:t",
            "mimetype=text/plain", "-metadata:s:t", "filename=a\u{1B}[2J\nwarning: forged line.txt", meta,
        ])
        let script = try write("ffconcat version 1.0\nfile /x\u{1B}]0;pwned\u{7}\u{1B}[31mRED\n", to: "script.mp4")
        for input in [meta, script, folder.path("no\u{1B}[31m\u{202E}\u{9B}.mp4"), "--no\u{1B}[1msuch-option"] {
            let result = try Command.colorize([input, folder.path("out.mp4"), "-y"])
            let scalars = result.errorOutput.unicodeScalars
            #expect(!scalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x9B || $0.value == 0x202E })
            #expect(!result.errorOutput.contains("\nwarning: forged"))
            #expect(!result.errorOutput.isEmpty)
        }
    }
}
