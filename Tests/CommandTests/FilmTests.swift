import Foundation
import TestSupport
import Testing

/// Films through the command, judged by ffprobe.
@Suite struct FilmTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A clip made by ffmpeg: `video` and `sound` are lavfi sources, `options` the output's.
    private func makeClip(_ name: String, video: String, sound: Bool = true, _ options: [String]) throws -> String {
        let path = folder.file(name)
        var arguments = ["-f", "lavfi", "-i", video]
        if sound { arguments += ["-f", "lavfi", "-i", "sine=sample_rate=44100"] }
        try FFmpeg.run(arguments + options + [path])
        return path
    }

    /// Colours `input`, expects success, and gives the output's path.
    private func colorize(_ input: String, to name: String, _ options: [String] = []) throws -> String {
        let output = folder.file(name)
        let result = try Command.colorize([input, output] + options)
        try #require(result.exitCode == 0, "\(result.errorOutput)")
        #expect(!folder.names.contains { $0.hasPrefix(".") })
        return output
    }

    @Test func greyClipWithBFramesAndSound() throws {
        let input = try makeClip(
            "in.mp4", video: "testsrc2=size=160x96:rate=24",
            ["-t", "3", "-vf", "format=gray", "-c:v", "libx264", "-bf", "3", "-c:a", "aac"])
        let output = try colorize(input, to: "out.mp4")
        let times = try FFmpeg.frameTimes(output)
        #expect(times.count == 72)
        #expect(times == (try FFmpeg.frameTimes(input)))
        #expect(try FFmpeg.packetMD5(output, stream: "a:0") == FFmpeg.packetMD5(input, stream: "a:0"))
        #expect(try FFmpeg.meanChroma(output) > 2)
        #expect(try FFmpeg.meanChroma(input) < 0.5)
        let duration = try #require((try FFmpeg.videoStream(output))["duration"] as? String)
        #expect(duration == (try FFmpeg.videoStream(input))["duration"] as? String)
    }

    @Test func variableFrameRateStaysExact() throws {
        let input = try makeClip(
            "in.mp4", video: "testsrc2=size=64x48:rate=30",
            [
                "-t", "3", "-vf", "select='not(mod(n,3))+not(mod(n,7))',format=gray", "-vsync", "vfr", "-c:v",
                "libx264", "-bf", "3", "-c:a", "aac",
            ])
        let output = try colorize(input, to: "out.mp4")
        let times = try FFmpeg.frameTimes(output)
        #expect(times.count == 38)
        #expect(times == (try FFmpeg.frameTimes(input)))
        #expect(try FFmpeg.packetMD5(output, stream: "a:0") == FFmpeg.packetMD5(input, stream: "a:0"))
    }

    @Test(arguments: ["mp4", "mkv", "mov", "webm"])
    func oddSizes(container: String) throws {
        // Smaller than the network's picture in one direction, wider in none.
        let input = try makeClip(
            "in.mkv", video: "testsrc=size=321x181:rate=25", sound: false,
            ["-frames:v", "7", "-vf", "format=gray", "-c:v", "ffv1"])
        let output = try colorize(input, to: "out.\(container)")
        let stream = try FFmpeg.videoStream(output)
        #expect(stream["width"] as? Int == 321)
        #expect(stream["height"] as? Int == 181)
        #expect(stream["codec_name"] as? String == (container == "webm" ? "vp9" : "h264"))
        #expect(try FFmpeg.frameTimes(output).map(\.time) == FFmpeg.frameTimes(input).map(\.time))
        #expect(try FFmpeg.meanChroma(output) > 2)
    }

    @Test func framesDelayedInTheDecoderAreKept() throws {
        // Open GOPs and B-frames: the decoder gives the last frames only when it is drained.
        let input = try makeClip(
            "in.mkv", video: "testsrc2=size=64x48:rate=25", sound: false,
            ["-frames:v", "41", "-c:v", "libx264", "-bf", "4", "-g", "12", "-x264-params", "open-gop=1:b-pyramid=2"])
        let output = try colorize(input, to: "out.mkv")
        let times = try FFmpeg.frameTimes(output)
        #expect(times.count == 41)
        #expect(times == (try FFmpeg.frameTimes(input)))
    }

    @Test func soundLongerThanThePictureIsNoTruncation() throws {
        let input = folder.file("in.mkv")
        try FFmpeg.run([
            "-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25:duration=1", "-f", "lavfi", "-i", "sine=duration=9",
            "-c:v", "libx264", input,
        ])
        let output = try colorize(input, to: "out.mkv")
        #expect(try FFmpeg.frameTimes(output).count == 25)
        #expect(try FFmpeg.packetMD5(output, stream: "a:0") == FFmpeg.packetMD5(input, stream: "a:0"))
    }

    @Test func aspectRatioTagsAndMetadataAreKept() throws {
        let input = try makeClip(
            "in.mkv", video: "testsrc2=size=72x58:rate=25",
            [
                "-frames:v", "5", "-c:v", "libx264", "-metadata", "title=Old film", "-metadata:s:a:0", "language=ger",
                "-shortest",
            ]
                + FFmpeg.filtersAndTags(
                    "setsar=16/15", "format=yuv420p", range: "tv", matrix: "bt709", primaries: "bt470bg",
                    transfer: "bt470bg"))
        let output = try colorize(input, to: "out.mkv")
        let stream = try FFmpeg.videoStream(output)
        #expect(stream["sample_aspect_ratio"] as? String == "16:15")
        #expect(stream["color_space"] as? String == "bt709")
        #expect(stream["color_primaries"] as? String == "bt470bg")
        #expect(stream["color_transfer"] as? String == "bt470bg" || stream["color_transfer"] as? String == "gamma28")
        #expect(stream["color_range"] as? String == "tv")
        let format = try FFmpeg.probe(output, ["-show_format"])["format"] as? [String: Any]
        #expect((format?["tags"] as? [String: String])?["title"] == "Old film")
        let sound = try FFmpeg.streams(output).first { $0["codec_type"] as? String == "audio" }
        #expect((sound?["tags"] as? [String: String])?["language"] == "ger")
    }

    @Test func otherStreamsAndChaptersAreKept() throws {
        let film = try makeClip(
            "film.wmv", video: "testsrc2=size=64x48:rate=25", ["-t", "1", "-c:v", "wmv2", "-c:a", "wmav2"])
        try Data("1\n00:00:00,100 --> 00:00:00,900\nHello\n".utf8)
            .write(to: URL(fileURLWithPath: folder.file("words.srt")))
        try Data(";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=One\n".utf8)
            .write(to: URL(fileURLWithPath: folder.file("chapters.txt")))
        let input = folder.file("in.mkv")
        try FFmpeg.run([
            "-i", film, "-i", folder.file("words.srt"), "-i", folder.file("chapters.txt"), "-map", "0", "-map", "1",
            "-map_metadata", "2", "-attach", folder.file("words.srt"), "-metadata:s:t", "mimetype=text/plain", "-c",
            "copy", "-c:s", "srt", input,
        ])
        let output = try colorize(input, to: "out.mkv")
        #expect(
            try FFmpeg.streams(output).map { $0["codec_type"] as? String }
                == ["video", "audio", "subtitle", "attachment"])
        for stream in ["a:0", "s:0"] {
            #expect(try FFmpeg.packetMD5(output, stream: stream) == FFmpeg.packetMD5(input, stream: stream))
        }
        let chapters = try FFmpeg.probe(output, ["-show_chapters"])["chapters"] as? [[String: Any]] ?? []
        #expect(chapters.map { ($0["tags"] as? [String: String])?["title"] } == ["One"])

        let result = try Command.colorize([input, folder.file("out.mp4"), "-q"])
        #expect(result.exitCode == 0)
        #expect(result.errorOutput.contains("subtitle stream 2 (subrip) left out: mp4 cannot hold it; use .mkv"))
    }

    @Test func encoderOptionsReachTheEncoder() throws {
        let input = try makeClip(
            "in.mp4", video: "testsrc2=size=96x64:rate=25", sound: false, ["-frames:v", "12", "-c:v", "libx264"])
        let output = try colorize(
            input, to: "out.mkv",
            ["-c", "libx264", "--crf", "40", "--preset", "ultrafast", "--pix-fmt", "yuv444p", "-e", "g=4", "-y", "-q"])
        #expect((try FFmpeg.videoStream(output))["pix_fmt"] as? String == "yuv444p")
        // x264 writes its settings into the stream.
        let bytes = try Data(contentsOf: URL(fileURLWithPath: output))
        for setting in ["crf=40.0", "keyint=4 "] { #expect(bytes.range(of: Data(setting.utf8)) != nil, "\(setting)") }
        let lossless = try colorize(input, to: "ffv1.mkv", ["--codec", "ffv1"])
        #expect((try FFmpeg.videoStream(lossless))["codec_name"] as? String == "ffv1")
    }

    @Test(arguments: ["yuv420p", "yuv422p10le", "gray", "gray16le", "rgb24", "yuvj420p"])
    func lightnessIsTheSources(format: String) throws {
        let input = try makeClip(
            "in.nut", video: "testsrc2=size=80x60:rate=25", sound: false,
            ["-frames:v", "2", "-c:v", "rawvideo", "-pix_fmt", format])
        let output = try colorize(input, to: "out.mkv", ["-c", "ffv1", "--pix-fmt", "gbrp16le"])
        // L* depends on Y, and the colours of the result differ from the source's: compare what the eye would,
        // luminance of linear light.
        let luminance = { (path: String) in
            try FFmpeg.samples(path, format: "gbrp16le", frames: 1).withUnsafeBytes { bytes in
                let samples = Array(bytes.bindMemory(to: UInt16.self))
                let plane = 80 * 60
                return (0..<plane).map { index in
                    let linear = [2, 0, 1].map { plane_ in
                        let value = Double(samples[plane_ * plane + index]) / 65535
                        return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
                    }
                    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
                }
            }
        }
        let difference = zip(try luminance(input), try luminance(output)).map { abs($0 - $1) }.sorted()
        // Where the predicted colour does not fit into sRGB at that lightness it is clipped, and the luminance with it.
        #expect(difference[difference.count / 2] < 0.01)
    }

    /// A percent sign in a film's name makes no pattern of it, and SVT-AV1 says nothing of its own.
    @Test func namesWithPercentSigns() throws {
        let input = try makeClip(
            "in 5%d.mp4", video: "testsrc2=size=96x64:rate=25", sound: false, ["-frames:v", "3", "-c:v", "libx264"])
        let output = folder.file("out 50%done.mkv")
        let result = try Command.colorize([input, output, "-q", "-c", "libsvtav1", "--input-size", "32"])
        #expect(result.exitCode == 0 && result.errorOutput.isEmpty, "\(result.errorOutput)")
        #expect(try FFmpeg.frameTimes(output).count == 3)
    }
}
