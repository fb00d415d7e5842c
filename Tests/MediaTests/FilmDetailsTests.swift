import FFmpegShim
import Flow
import Foundation
import Report
import TestSupport
import Testing

@testable import Media

/// Small things that a film says of itself.
@Suite(.notUnderThreadSanitizer) struct FilmDetailsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func make(_ name: String, _ arguments: [String], rate: String = "25") throws -> String {
        let source = "testsrc2=size=64x48:rate=\(rate),format=yuv420p"
        try FFmpeg.run(["-f", "lavfi", "-i", source, "-frames:v", "30"] + arguments + [folder.file(name)])
        return folder.file(name)
    }

    private func tags(_ name: String) throws -> [String: String] {
        let tags = try FFmpeg.videoStream(folder.file(name))["tags"] as? [String: String] ?? [:]
        return Dictionary(uniqueKeysWithValues: tags.map { ($0.key.lowercased(), $0.value) })
    }

    @Test func statisticsOfTheSourceAreDropped() throws {
        let stale = [
            "BPS-eng", "NUMBER_OF_BYTES-eng", "NUMBER_OF_FRAMES", "_STATISTICS_WRITING_APP-eng", "_STATISTICS_TAGS",
            "DURATION-eng",
        ]
        let input = try make(
            "in.mkv",
            ["-c:v", "libx264"] + stale.flatMap { ["-metadata:s:v", "\($0)=1"] } + ["-metadata:s:v", "title=Kept"])
        #expect(try WrittenFilm(input, to: folder.file("out.mkv")).warnings == [])
        let kept = try tags("out.mkv")
        #expect(kept["title"] == "Kept")
        #expect(stale.allSatisfy { kept[$0.lowercased()] == nil }, "\(kept)")
    }

    /// Tags of an MP4 file that went through Matroska are no loss.
    @Test func brandsAreNoTags() throws {
        let input = try make(
            "in.mkv", ["-c:v", "libx264", "-metadata", "MAJOR_BRAND=isom", "-metadata", "MINOR_VERSION=512"])
        #expect(try WrittenFilm(input, to: folder.file("out.mp4")).warnings == [])
    }

    @Test(arguments: [
        ("25", "01:00:00:00", 10, "01:00:00:10"), ("30000/1001", "00:00:59;20", 15, "00:01:00;07"),
        ("24", "23:59:59:20", 5, "00:00:00:01"),
    ])
    func timecodeOfAPartIsThatOfItsFirstFrame(rate: String, start: String, frames: Int, expected: String) throws {
        let input = try make("in.mov", ["-c:v", "libx264", "-timecode", start], rate: rate)
        let range = try #require(FrameRange(lower: frames, upper: frames + 5))
        for container in ["mov", "mkv"] {
            _ = try WrittenFilm(input, to: folder.file("out.\(container)"), part: .frames(range))
            #expect(try tags("out.\(container)")["timecode"] == expected)
        }
        let fps = try #require(FrameRate(rate))
        let seconds = Double(frames) * Double(fps.denominator) / Double(fps.numerator)
        _ = try WrittenFilm(
            input, to: folder.file("time.mov"), part: .time(startSeconds: seconds - 1e-4, durationSeconds: 0.2))
        #expect(try tags("time.mov")["timecode"] == expected)
        _ = try WrittenFilm(input, to: folder.file("whole.mov"))
        #expect(try tags("whole.mov")["timecode"] == start)
    }

    @Test func alphaOfWebMIsDecoded() throws {
        let input = try make(
            "in.webm",
            [
                "-vf", "format=yuva420p,geq=lum='lum(X,Y)':cb=128:cr=200:a='X*4'", "-c:v", "libvpx-vp9",
                "-metadata:s:v",
                "alpha_mode=1", "-deadline", "realtime", "-cpu-used", "8",
            ])
        #expect(try WrittenFilm(input, to: folder.file("out.mkv"), EncoderSettings(codec: "ffv1")).warnings == [])
        #expect(try FFmpeg.videoStream(folder.file("out.mkv"))["pix_fmt"] as? String == "yuva420p")
        let warnings = try WrittenFilm(input, to: folder.file("plain.mkv")).warnings
        #expect(
            warnings.contains { if case .alphaDropped = $0 { true } else { false } }, "\(warnings)")
        #expect(try tags("plain.mkv")["alpha_mode"] == nil)
        _ = try WrittenFilm(input, to: folder.file("out.webm"))
        #expect(try tags("out.webm")["alpha_mode"] == "1")
    }

    @Test func captionsAreKeptOrLeftOutWithAWarning() throws {
        let input = try make("in.mp4", ["-c:v", "libx264"])
        for (codec, isKept) in [("libx264", true), ("mpeg2video", true), ("libx265", false), ("ffv1", false)] {
            let result = try WrittenFilm(input, to: folder.file("\(codec).mkv"), EncoderSettings(codec: codec)) {
                frame in
                guard let data = av_frame_new_side_data(frame.pointer, AV_FRAME_DATA_A53_CC, 3) else { return }
                for (place, byte) in [0xFC, 0xC8, 0xC9].enumerated() { data.pointee.data[place] = UInt8(byte) }
            }
            let said = result.warnings.filter { $0 == .captionsDropped(encoder: codec) }
            #expect(said.count == (isKept ? 0 : 1), "\(result)")
            let frames =
                try FFmpeg.probe(folder.file("\(codec).mkv"), ["-show_frames"])["frames"] as? [[String: Any]] ?? []
            let captions = frames.filter { frame in
                (frame["side_data_list"] as? [[String: Any]] ?? []).contains {
                    ($0["side_data_type"] as? String ?? "").contains("Captions")
                }
            }
            #expect(captions.count == (isKept ? 30 : 0), "\(codec)")
        }
    }

    /// By FFmpeg's matrices of all eight ways to lie: what is stored first in a row and in a column.
    @Test(arguments: [
        ([1, 0, 0, 1], PictureOrientation.upright), ([-1, 0, 0, 1], .mirrored), ([-1, 0, 0, -1], .turnedHalf),
        ([1, 0, 0, -1], .flipped), ([0, 1, 1, 0], .transposed), ([0, 1, -1, 0], .turnedLeft),
        ([0, -1, -1, 0], .antitransposed), ([0, -1, 1, 0], .turnedRight),
    ])
    func matricesAreOrientations(m: [Int32], expected: PictureOrientation) {
        let matrix = [m[0], m[1], 0, m[2], m[3], 0, 0, 0, 1].map { $0 << 16 }
        #expect(PictureOrientation(displayMatrix: matrix) == expected)
    }

    @Test func framesOfATurnedFilmAreTurned() throws {
        let turned = try make(
            "turned.mp4", ["-vf", "geq=lum='if(lt(X,32),40,200)':cb=128:cr=128", "-c:v", "libx264"])
        try QuickTime.turnFirstTrack(turned)
        let reader = try FilmReader(
            demuxer: Demuxer(input: turned, cancellation: Cancellation()), turnsUpright: true, threads: 1,
            warn: { _ in })
        guard let frame = try reader.next() else {
            Issue.record("no frame")
            return
        }
        #expect((frame.payload.width, frame.payload.height) == (48, 64))
        let as8 = try FFmpeg.samples(turned, format: "gray", frames: 1)
        #expect(as8.count == 48 * 64)
        let picture = frame.payload.pointer.pointee
        for (x, y) in [(2, 2), (45, 2), (2, 61), (45, 61)] {
            let found = Int(picture.data.0?[y * Int(picture.linesize.0) + x] ?? 0)
            // ffmpeg turns films, too, on their way to samples of full range.
            let wanted = 16 + Int(as8[as8.startIndex + y * 48 + x]) * 219 / 255
            #expect(abs(found - wanted) <= 3, "\(x) \(y)")
        }
    }

    /// Films of whole and interlaced frames, in either order.
    @Test(arguments: [true, false])
    func fieldsOfEachFrame(beginsInterlaced: Bool) throws {
        let whole = try make(
            "whole.ts", ["-c:v", "mpeg2video", "-g", "5", "-output_ts_offset", beginsInterlaced ? "1.2" : "0"])
        let woven = try make(
            "woven.ts",
            [
                "-vf", "interlace=scan=bff,setpts=PTS", "-c:v", "mpeg2video", "-flags", "+ildct+ilme", "-top", "0",
                "-g", "5",
                "-output_ts_offset", beginsInterlaced ? "0" : "1.2",
            ])
        let files = beginsInterlaced ? [woven, whole] : [whole, woven]
        let input = folder.file("in.ts")
        try #require(try Command.run("bash", ["-c", "cat \"${@:2}\" > \"$1\"", "cat", input] + files).exitCode == 0)
        func fields(_ path: String) throws -> [Int] {
            let frames = try FFmpeg.probe(path, ["-show_frames"])["frames"] as? [[String: Any]] ?? []
            return frames.map { ($0["interlaced_frame"] as? Int ?? -1) * (1 + ($0["top_field_first"] as? Int ?? 0)) }
        }
        let wanted = try fields(input)
        try #require(Set(wanted) == [0, 1])
        for (codec, marksEach) in [("ffv1", true), ("libx264", false)] {
            let output = folder.file("\(codec).mkv")
            let result = try WrittenFilm(input, to: output, EncoderSettings(codec: codec))
            #expect(try fields(output) == (marksEach ? wanted : wanted.map { _ in beginsInterlaced ? 1 : 0 }))
            let notice = Notice.fieldsMarkedAlike(encoder: codec, isInterlaced: beginsInterlaced)
            #expect(result.warnings.contains(notice) == !marksEach, "\(result)")
        }
    }
}
