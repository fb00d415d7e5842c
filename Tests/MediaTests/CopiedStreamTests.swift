import Foundation
import Report
import TestSupport
import Testing

@testable import Media

/// Sounds and subtitles of every kind into every container: copied so that they can be read back, or left out with a
/// warning. No film fails for one.
@Suite(.notUnderThreadSanitizer) struct CopiedStreamTests {
    static let sounds = [
        "aac", "ac3", "eac3", "mp2", "libmp3lame", "flac", "libopus", "libvorbis", "alac", "truehd", "dca", "wmav2",
        "pcm_s16le", "pcm_s24be", "pcm_f32le", "adpcm_ms", "g722",
    ]
    static let subtitles = ["subrip", "ass", "webvtt", "dvdsub", "dvbsub"]

    static let containers = [
        "mkv", "mp4", "mov", "m4v", "3gp", "webm", "ts", "m2ts", "mpg", "vob", "avi", "nut", "mxf", "flv", "ogv",
        "wmv", "gif", "y4m", "m2v", "rm",
    ]

    /// One film with all of them, in NUT and Matroska between which every kind can be had.
    static let film = Result { () throws -> (folder: TemporaryFolder, paths: [String]) in
        let folder = try TemporaryFolder()
        try Data("1\n00:00:00,100 --> 00:00:00,300\nHello\n\n2\n00:00:00,350 --> 00:00:00,390\nYou\n".utf8)
            .write(to: URL(fileURLWithPath: folder.file("words.srt")))
        let sources = [
            "-f", "lavfi", "-i", "testsrc2=size=96x64:rate=25:duration=0.4", "-f", "lavfi", "-i",
            "sine=sample_rate=48000:duration=0.4", "-i", folder.file("words.srt"),
        ]
        let video = ["-map", "0:v", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-strict", "-2"]
        func streams(_ kind: String, _ source: String, _ codecs: [String]) -> [String] {
            codecs.enumerated().flatMap { ["-map", source, "-c:\(kind):\($0.offset)", $0.element] }
        }
        // Pictures of subtitles are made from those of a film: text cannot be turned into them.
        let text = streams("s", "2:s", ["subrip", "ass", "webvtt"])
        try FFmpeg.run(sources + video + streams("a", "1:a", sounds) + text + [folder.file("film.mkv")])
        try FFmpeg.run(
            sources + ["-map", "0:v", "-map", "1:a", "-c:v", "mpeg2video", "-c:a", "aac", folder.file("film.ts")])
        try FFmpeg.run(
            sources + [
                "-map", "0:v", "-map", "1:a", "-map", "2:s", "-c:v", "libx264", "-c:a", "aac", "-c:s", "mov_text",
            ]
                + [folder.file("film.mp4")])
        return (folder, ["film.mkv", "film.ts", "film.mp4"].map { folder.file($0) })
    }

    private struct Stream {
        let kind: String
        let codec: String
        let packets: String
    }

    private func streams(_ path: String) throws -> [Stream] {
        let found = try FFmpeg.probe(path, ["-show_streams", "-count_packets"])["streams"] as? [[String: Any]] ?? []
        return found.map { stream in
            Stream(
                kind: stream["codec_type"] as? String ?? "", codec: stream["codec_name"] as? String ?? "",
                packets: stream["nb_read_packets"] as? String ?? "0")
        }
    }

    @Test(arguments: containers)
    func areCopiedOrLeftOut(container: String) throws {
        let isUsual = ["mkv", "mp4", "mov", "ts", "avi", "nut", "flv"].contains(container)
        for input in try Self.film.get().paths.prefix(isUsual ? 3 : 1) {
            let folder = try TemporaryFolder()
            let output = folder.file("out.\(container)")
            let result = try WrittenFilm(input, to: output)
            try #require(result.refusal == nil, "\(input) to .\(container): \(result)")
            var copied: Set<String> = []
            var found = try streams(output).filter { $0.kind == "audio" || $0.kind == "subtitle" }
            for (index, stream) in try streams(input).enumerated() where stream.kind != "video" {
                let isLeftOut = result.warnings.contains {
                    guard case .streamDropped(let name, _) = $0 else { return false }
                    return name.index == index && name.codec == stream.codec
                }
                if isLeftOut { continue }
                if stream.kind == "audio" { copied.insert(stream.codec) }
                let copy = found.isEmpty ? nil : found.removeFirst()
                // MP4 has one name for the layers of MPEG audio, NUT one for both of Dolby's.
                let isSame =
                    copy?.codec == stream.codec
                    || ["mp2 mp3", "eac3 ac3"].contains("\(stream.codec) \(copy?.codec ?? "")")
                #expect(isSame, "\(stream), \(String(describing: copy)): \(input) to .\(container): \(result.warnings)")
                #expect(
                    copy?.packets == stream.packets || container == "ts" || stream.codec.hasPrefix("pcm"),
                    "\(stream) of \(input) to .\(container): \(String(describing: copy))")
            }
            let complaints = try Command.run(
                "ffmpeg", ["-nostdin", "-v", "error", "-i", output, "-map", "0:a?", "-f", "null", "-"]
            ).errorOutput.split(separator: "\n").filter { !$0.contains("[null @") }
            #expect(complaints.isEmpty, "\(input) to .\(container): \(complaints)")
            #expect(found.isEmpty, "\(input) to .\(container): \(found)")
            if input.hasSuffix(".mkv") { try expectDocumented(copied, in: container) }
        }
    }

    /// Sounds of the film in Matroska that were copied are those that the table in docs/films.md has for the container.
    private func expectDocumented(_ copied: Set<String>, in container: String) throws {
        let table = try #require(try Documentation.tables(in: "docs/films.md", below: "What is kept").last)
        guard table.header.map(Documentation.plain).contains(container) else { return }
        let release = Int(FFmpegLibrary.version.prefix { $0.isNumber })
        let stated = table.ticks(ffmpeg: release).filter { $0.value.contains(container) }.keys
        #expect(Set(stated) == copied, "sounds in .\(container)")
    }

    /// docs/films.md has the sounds that are tried, each once, in the seven containers that it is about.
    @Test func thePageHasTheseSounds() throws {
        let tables = try Documentation.tables(in: "docs/films.md", below: "What is kept")
        try #require(tables.count == 2)
        #expect(tables[1].header == tables[0].header)
        let tried = try streams(try Self.film.get().paths[0]).filter { $0.kind == "audio" }.map(\.codec)
        #expect(tables[1].rows.flatMap { Documentation.names($0[0]) }.sorted() == tried.sorted())
        #expect(tables[1].holdsTicksOnly)
    }
}
