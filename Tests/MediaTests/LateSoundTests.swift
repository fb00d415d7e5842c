import Foundation
import Report
import TestSupport
import Testing

@testable import Media

/// Sound of MPEG streams that begins after the picture, or goes on under another number.
@Suite(.notUnderThreadSanitizer) struct LateSoundTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func make(_ name: String, _ arguments: [String]) throws -> String {
        try FFmpeg.run(arguments + [folder.file(name)])
        return folder.file(name)
    }

    private static func picture(_ seconds: Int) -> [String] {
        ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=5:duration=\(seconds),format=yuv420p"]
    }

    private static let tone = ["-f", "lavfi", "-i", "sine=sample_rate=48000:duration=2"]

    /// After FFmpeg's own look at the streams, which is five seconds or so.
    @Test(arguments: ["ts", "vob"], ["aac", "mp2", "ac3"])
    func isFound(container: String, codec: String) throws {
        if container == "vob" && codec == "aac" { return }
        let input = try make(
            "in.\(container)",
            Self.picture(42) + ["-itsoffset", "40"] + Self.tone
                + ["-map", "0", "-map", "1", "-c:v", "mpeg2video", "-c:a", codec])
        let result = try WrittenFilm(input, to: folder.file("out.mkv"))
        #expect(result.refusal == nil && result.warnings == [], "\(result)")
        let sound = try FFmpeg.streams(folder.file("out.mkv")).first { $0["codec_type"] as? String == "audio" }
        #expect(sound?["codec_name"] as? String == codec)
        let packets = try FFmpeg.probe(folder.file("out.mkv"), ["-select_streams", "a", "-show_packets"])["packets"]
        let first = Double(((packets as? [[String: Any]])?.first?["pts_time"] as? String) ?? "") ?? 0
        // The containers begin a second or so after 0.
        #expect((39.9...41.9).contains(first), "\(first)")
    }

    /// Too late for any look: the film is coloured without it, and that is said.
    @Test(arguments: ["ts", "vob"])
    func orLeftOut(container: String) throws {
        let input = try make(
            "in.\(container)",
            Self.picture(90) + ["-itsoffset", "85"] + Self.tone
                + ["-map", "0", "-map", "1", "-c:v", "mpeg2video", "-c:a", container == "ts" ? "aac" : "mp2"])
        let result = try WrittenFilm(input, to: folder.file("out.mkv"))
        #expect(result.refusal == nil, "\(result)")
        let said = result.warnings.filter {
            if case .streamDropped(let name, _) = $0 { name.kind == .audio && name.index == 1 } else { false }
        }
        #expect(said.count == 1, "\(result)")
    }

    /// The same sound under another number from the middle on.
    @Test func thatChangesItsNumber() throws {
        for (name, pid) in [("a.ts", "300"), ("b.ts", "400")] {
            _ = try make(
                name, Self.picture(2) + Self.tone + ["-c:v", "mpeg2video", "-c:a", "aac", "-streamid", "1:\(pid)"])
        }
        let input = folder.file("in.ts")
        let files = [folder.file("a.ts"), folder.file("b.ts")]
        try #require(try Command.run("bash", ["-c", "cat \"${@:2}\" > \"$1\"", "cat", input] + files).exitCode == 0)
        let result = try WrittenFilm(input, to: folder.file("out.mkv"))
        #expect(result.refusal == nil, "\(result)")
        #expect(try FFmpeg.streams(folder.file("out.mkv")).count == 3 || !result.warnings.isEmpty, "\(result)")
    }
}
