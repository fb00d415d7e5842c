import Foundation
import TestSupport
import Testing

/// Films whose frames are two fields.
@Suite(.notUnderThreadSanitizer) struct InterlacedTests {
    let films: FilmFolder
    let input: String

    init() throws {
        films = try FilmFolder()
        // Fields of different moments: combs where something moves.
        input = try films.make(
            "in.mkv",
            [
                "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=50:duration=1", "-vf",
                "crop=64:48:4*n:100,format=yuv420p,tinterlace=interleave_top,fieldorder=tff", "-c:v", "libx264",
                "-flags", "+ildct+ilme",
                "-x264opts", "tff=1",
            ])
    }

    private func field(_ path: String, _ name: String) throws -> Set<String> {
        let frames = try FFmpeg.probe(path, ["-select_streams", "v:0", "-show_frames"])["frames"] as? [[String: Any]]
        return Set((frames ?? []).map { "\($0[name] ?? "none")" })
    }

    /// How much neighbouring lines differ beside lines two apart: above 1 where there are combs.
    private func combing(_ path: String) throws -> Double {
        let samples = try FFmpeg.samples(path, format: "gray")
        let (width, height) = (64, 48)
        var (near, far) = (0.0, 0.0)
        samples.withUnsafeBytes { bytes in
            for frame in 0..<bytes.count / (width * height) {
                for y in 2..<height {
                    for x in 0..<width {
                        let place = (frame * height + y) * width + x
                        near += abs(Double(bytes[place]) - Double(bytes[place - width]))
                        far += abs(Double(bytes[place]) - Double(bytes[place - 2 * width]))
                    }
                }
            }
        }
        return near / far
    }

    @Test func fieldsStayFieldsAndThatIsSaid() throws {
        #expect(try field(input, "interlaced_frame") == ["1"])
        let (output, messages) = try films.colorize(input, to: "out.mkv")
        #expect(
            messages.contains("in.mkv is interlaced (top field first) and stays so; --deinterlace makes whole frames"))
        #expect(try field(output, "interlaced_frame") == ["1"])
        #expect(try field(output, "top_field_first") == ["1"])
        #expect(try FFmpeg.frameTimes(output) == FFmpeg.frameTimes(input))
    }

    @Test(arguments: ["yuv420p", "yuv422p10le", "gray"])
    func deinterlaced(format: String) throws {
        let film = try films.make(
            "film.mkv", ["-i", input, "-c:v", "ffv1", "-pix_fmt", format, "-field_order", "tt"])
        let (output, messages) = try films.colorize(film, to: "out.mkv", ["--deinterlace", "--verify"])
        #expect(messages.isEmpty, "\(messages)")
        #expect(try field(output, "interlaced_frame") == ["0"])
        #expect(try FFmpeg.frameTimes(output).map(\.time) == FFmpeg.frameTimes(film).map(\.time))
        #expect(try combing(output) < 0.85 * combing(film))
    }

    @Test func wholeFramesAreNotCalledInterlaced() throws {
        let film = try films.make("film.mkv", FilmFolder.picture() + ["-c:v", "libx264"])
        #expect(try films.colorize(film, to: "out.mkv").messages.isEmpty)
    }
}
