public import Foundation

/// The ffmpeg and ffprobe commands: the tests' own source of clips and their judge of results.
public enum FFmpeg {
    /// A command that failed, with what it said.
    public struct Failure: Error, CustomStringConvertible {
        /// What ffmpeg printed.
        public let description: String
    }

    /// Runs `ffmpeg`; throws what it printed if it fails.
    @discardableResult
    public static func run(_ arguments: [String]) throws -> Data {
        let result = try Command.run("ffmpeg", ["-nostdin", "-v", "error", "-y"] + arguments)
        guard result.exitCode == 0 else { throw Failure(description: result.errorOutput) }
        return result.output
    }

    /// Options of an output that filter the frames and then tag them, with their samples as they are. What is nil stays
    /// untagged.
    ///
    /// The options for tags alone (`-color_range` and so on) do this only before FFmpeg 7. From there on those of range
    /// and matrix convert what is not tagged so already, the others have no effect, and an encoder gets the range that
    /// it is known for unless `-color_range` gives another.
    public static func filtersAndTags(
        _ filters: String..., range: String? = nil, matrix: String? = nil, primaries: String? = nil,
        transfer: String? = nil
    ) -> [String] {
        let tags = [("range", range), ("colorspace", matrix), ("color_primaries", primaries), ("color_trc", transfer)]
        let tagging = tags.compactMap { name, value in value.map { "\(name)=\($0)" } }.joined(separator: ":")
        return ["-vf", (filters + ["setparams=\(tagging)"]).joined(separator: ",")]
            + (range.map { ["-color_range", $0] } ?? [])
    }

    /// One frame as ffprobe sees it.
    public struct FrameTime: Hashable, Sendable {
        /// In the stream's time base.
        public let pts: Int
        /// In seconds, as ffprobe writes it.
        public let time: String
    }

    /// The times of all frames of the (first) video stream.
    public static func frameTimes(_ path: String) throws -> [FrameTime] {
        let frames = try probe(path, ["-select_streams", "v:0", "-show_frames"])["frames"] as? [[String: Any]] ?? []
        return frames.map { frame in
            FrameTime(pts: frame["pts"] as? Int ?? .min, time: frame["pts_time"] as? String ?? "none")
        }
    }

    /// The streams' properties.
    public static func streams(_ path: String) throws -> [[String: Any]] {
        try probe(path, ["-show_streams"])["streams"] as? [[String: Any]] ?? []
    }

    /// The (first) video stream's properties.
    public static func videoStream(_ path: String) throws -> [String: Any] {
        guard let stream = try streams(path).first(where: { $0["codec_type"] as? String == "video" }) else {
            throw Failure(description: "\(path) has no video stream")
        }
        return stream
    }

    /// ffprobe's answer as JSON.
    public static func probe(_ path: String, _ arguments: [String]) throws -> [String: Any] {
        let result = try Command.run("ffprobe", ["-v", "error", "-of", "json"] + arguments + [path])
        guard result.exitCode == 0 else { throw Failure(description: result.errorOutput) }
        return try JSONSerialization.jsonObject(with: result.output) as? [String: Any] ?? [:]
    }

    /// The MD5 of the packets of one stream ("a:0"), as they are.
    public static func packetMD5(_ path: String, stream: String) throws -> String {
        String(decoding: try run(["-i", path, "-map", "0:\(stream)", "-c", "copy", "-f", "md5", "-"]), as: UTF8.self)
    }

    /// The samples of the first `frames` frames, converted to `format` (one or two bytes a sample, as it says).
    public static func samples(_ path: String, format: String, frames: Int? = nil) throws -> Data {
        let limit = frames.map { ["-frames:v", "\($0)"] } ?? []
        return try run(
            ["-i", path, "-map", "0:v:0", "-vsync", "passthrough"] + limit
                + ["-f", "rawvideo", "-pix_fmt", format, "-"])
    }

    /// The mean distance of the chroma samples from neutral, at 8 bits, over all frames: 0 for a picture without
    /// colour.
    public static func meanChroma(_ path: String) throws -> Double {
        let data = try samples(path, format: "yuv444p", frames: nil)
        let video = try videoStream(path)
        guard let width = video["width"] as? Int, let height = video["height"] as? Int else { return 0 }
        let plane = width * height
        guard plane > 0, data.count >= 3 * plane else { return 0 }
        var sum = 0.0
        for frame in 0..<data.count / (3 * plane) {
            let start = data.startIndex + (3 * frame + 1) * plane
            sum += data[start..<start + 2 * plane].reduce(0.0) { $0 + abs(Double($1) - 128) }
        }
        return sum / Double(data.count / (3 * plane) * 2 * plane)
    }
}
