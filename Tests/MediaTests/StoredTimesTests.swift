import Foundation
import Report
import TestSupport
import Testing

@testable import Media

/// What containers can store of times: `WrittenFilm` verifies every film, and none that is right is refused.
@Suite(.notUnderThreadSanitizer) struct StoredTimesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func make(_ name: String, _ arguments: [String], frames: Int = 25, rate: String = "25") throws -> String {
        try FFmpeg.run(
            ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=\(rate),format=yuv420p", "-f", "lavfi"]
                + ["-i", "sine=sample_rate=48000:duration=1", "-frames:v", "\(frames)", "-c:v", "libx264"]
                + ["-preset", "ultrafast"] + arguments + [folder.file(name)])
        return folder.file(name)
    }

    private func write(_ input: String, _ ending: String, _ codec: String? = nil) throws -> [Notice] {
        let result = try WrittenFilm(input, to: folder.file("out.\(ending)"), EncoderSettings(codec: codec))
        #expect(result.refusal == nil, "\(ending): \(result)")
        return result.warnings
    }

    private func isGap(_ notice: Notice) -> Bool {
        if case .gapsDropped(let count) = notice { count > 1 } else { false }
    }

    private func isAlpha(_ notice: Notice) -> Bool { if case .alphaDropped = notice { true } else { false } }

    private func isBadTime(_ notice: Notice) -> Bool {
        if case .damage(_, let damage) = notice { damage.kind == .badTime } else { false }
    }

    /// Frames of seconds' length.
    @Test func slides() throws {
        let times = "setpts='if(eq(N,10),75,if(lt(N,6),N*7,35+(N-5)))/25/TB'"
        let input = try make("in.mp4", ["-an", "-vf", times, "-vsync", "vfr"], frames: 11)
        for ending in ["mkv", "webm", "mp4", "mov", "ts", "nut", "flv", "wmv"] {
            #expect(try write(input, ending) == [], "\(ending)")
        }
        // AVI counts frames, and FFmpeg's muxer leaves no gaps in H.264.
        #expect(try write(input, "avi").contains(where: isGap))
        #expect(try write(input, "avi", "mpeg4") == [])
        #expect(try write(input, "y4m").contains(where: isGap))
        try FFmpeg.run(["-i", input, folder.file("in.gif")])
        // What is transparent in it is another matter.
        #expect(try write(folder.file("in.gif"), "mkv").allSatisfy(isAlpha))
    }

    @Test func aLongLastFrame() throws {
        let whole = try make(
            "whole.mp4", ["-an", "-vf", "setpts='if(eq(N,10),75,N)/25/TB'", "-vsync", "vfr"], frames: 11)
        let input = folder.file("in.mp4")
        try FFmpeg.run(["-i", whole, "-c", "copy", "-frames:v", "10", input])
        // Stored in the order in which they are shown, and in another.
        for codec in ["mpeg4", "libx264"] {
            for ending in ["mp4", "mov"] { #expect(try write(input, ending, codec) == [], "\(codec) \(ending)") }
        }
        try #require(try write(input, "mp4", "mpeg4") == [])
        #expect(try FFmpeg.videoStream(folder.file("out.mp4"))["duration"] as? String == "3.000000")
    }

    @Test func aTimeThatComesTwice() throws {
        let parts = try [("a.ts", "0"), ("b.ts", "0.96")].map { name, offset in
            try make(name, ["-an", "-c:v", "mpeg2video", "-g", "12", "-output_ts_offset", offset])
        }
        let input = folder.file("in.ts")
        try #require(try Command.run("bash", ["-c", "cat \"${@:2}\" > \"$1\"", "cat", input] + parts).exitCode == 0)
        for ending in ["mkv", "webm", "mp4", "flv"] {
            #expect(try write(input, ending).allSatisfy(isBadTime), "\(ending)")
        }
    }

    /// The 33 bits of MPEG's clock last for 26 hours.
    @Test(arguments: ["mkv", "mp4", "mov", "ts", "nut"])
    func aClockThatRunsOver(ending: String) throws {
        let input = try make(
            "in.ts", ["-an", "-bf", "2", "-g", "12", "-output_ts_offset", "95440", "-muxdelay", "0"], frames: 100)
        _ = try write(input, ending)
        #expect(try FFmpeg.frameTimes(folder.file("out.\(ending)")).count == 100)
    }

    @Test(arguments: [("ac3", "mov", "mkv"), ("aac", "mp4", "nut"), ("aac", "mp4", "mkv"), ("aac", "mp4", "flv")])
    func soundThatBeginsBeforeThePicture(codec: String, from: String, to: String) throws {
        _ = try write(make("in.\(from)", ["-c:a", codec, "-ar", "44100"]), to)
    }

    /// A pipe of frames has the film's rate, also where a gap changes its average.
    @Test(arguments: ["25", "30000/1001", "18"])
    func rateOfAPipe(rate: String) throws {
        let input = try make("in.mkv", ["-an", "-vf", "setpts='PTS+gte(N,20)*0.5/TB'", "-vsync", "vfr"], rate: rate)
        _ = try write(input, "y4m")
        let header = try Data(contentsOf: URL(fileURLWithPath: folder.file("out.y4m"))).prefix(80)
        let fraction = rate.contains("/") ? rate.replacing("/", with: ":") : "\(rate):1"
        #expect(
            String(decoding: header, as: UTF8.self).contains(" F\(fraction) "),
            "\(String(decoding: header, as: UTF8.self))")
    }
}
