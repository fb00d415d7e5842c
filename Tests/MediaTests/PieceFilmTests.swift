import FFmpegShim
import Foundation
import Report
import TestSupport
import Testing

@testable import Media

/// Films of several pieces beside the same films of one: nothing but the encoder's choices at the borders differs.
@Suite(.notUnderThreadSanitizer) struct PieceFilmTests {
    private let folder: TemporaryFolder
    private static let inPieces = PieceBorders(frames: 64)

    /// An encoder and a container.
    struct Target: CustomTestStringConvertible, Sendable {
        let encoder: String
        let container: String
        var options: [EncoderSettings.Option] = []

        var testDescription: String { "\(encoder).\(container)" }
        var isThere: Bool { avcodec_find_encoder_by_name(encoder) != nil }
        var settings: EncoderSettings { EncoderSettings(codec: encoder, options: options, threads: 1) }
    }

    init() throws { folder = try TemporaryFolder() }

    /// A film of 150 frames: three pieces, of which the last is short.
    private func make(
        _ name: String = "in.nut", _ options: [String] = ["-c:v", "ffv1"], filters: String = "format=yuv420p"
    ) throws -> String {
        try FFmpeg.run(
            ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25", "-vf", filters, "-frames:v", "150"] + options
                + [folder.file(name)])
        return folder.file(name)
    }

    /// The film in one piece and in three.
    private func write(_ input: String, _ target: Target) throws -> (whole: String, pieces: String) {
        let paths = ["whole", "pieces"].map { folder.file("\($0).\(target.container)") }
        for (path, borders) in zip(paths, [PieceBorders(), Self.inPieces]) {
            let film = try WrittenFilm(input, to: path, target.settings, borders: borders)
            try #require(film.refusal == nil, "\(target.testDescription): \(String(describing: film.refusal))")
            let notices = film.warnings.filter { if case .interlaced = $0 { false } else { true } }
            #expect(notices == [])
        }
        return (paths[0], paths[1])
    }

    private struct Packet: Equatable {
        var pts: Int
        /// nil where the container stores none and FFmpeg makes none up.
        var dts: Int?
        var duration: Int?
    }

    /// In the order they are decoded.
    private func packets(_ path: String) throws -> [Packet] {
        let packets = try FFmpeg.probe(path, ["-select_streams", "v:0", "-show_packets"])["packets"]
        return try (packets as? [[String: Any]] ?? []).map {
            Packet(
                pts: try #require($0["pts"] as? Int), dts: $0["dts"] as? Int, duration: $0["duration"] as? Int)
        }
    }

    /// Expects both to have the same frames at the same times, decoded without a complaint.
    private func compare(_ films: (whole: String, pieces: String), frames: Int = 150, _ target: Target) throws {
        let (whole, pieces) = (try packets(films.whole), try packets(films.pieces))
        #expect(whole.count == frames)
        #expect(pieces.count == frames)
        let shown = { (packets: [Packet]) in
            packets.sorted { $0.pts < $1.pts }.map { [$0.pts, $0.duration ?? -1] }
        }
        #expect(shown(pieces) == shown(whole))
        // Packet k is decoded when it is in one piece, too.
        #expect(pieces.map(\.dts) == whole.map(\.dts))
        let decoded = pieces.compactMap(\.dts)
        #expect(zip(decoded, decoded.dropFirst()).allSatisfy { $0 < $1 })
        #expect(pieces.allSatisfy { $0.dts ?? .min <= $0.pts })
        #expect(try FFmpeg.frameTimes(films.pieces) == FFmpeg.frameTimes(films.whole))
        let properties = ["width", "height", "pix_fmt", "field_order", "r_frame_rate", "avg_frame_rate", "duration"]
        let (stream, expected) = (try FFmpeg.videoStream(films.pieces), try FFmpeg.videoStream(films.whole))
        for name in properties { #expect("\(stream[name] ?? "")" == "\(expected[name] ?? "")", "\(name)") }
        let decoding = try Command.run(
            "ffmpeg", ["-nostdin", "-v", "warning", "-xerror", "-i", films.pieces, "-f", "null", "-"])
        #expect(decoding.exitCode == 0 && decoding.errorOutput.isEmpty, "\(decoding.errorOutput)")
    }

    static let targets = [
        Target(encoder: "libx264", container: "mp4"), Target(encoder: "libx264", container: "mkv"),
        Target(encoder: "libx264", container: "nut"), Target(encoder: "libx265", container: "mp4"),
        Target(encoder: "libx265", container: "mkv"), Target(encoder: "libvpx-vp9", container: "webm"),
        Target(encoder: "prores_ks", container: "mov"), Target(encoder: "ffv1", container: "mkv"),
        Target(encoder: "mpeg2video", container: "ts", options: [.init(key: "bf", value: "2")]),
        Target(encoder: "mpeg4", container: "avi"),
    ].filter(\.isThere)

    @Test(arguments: targets) func timesAreThoseOfOnePiece(_ target: Target) throws {
        try compare(write(make(), target), target)
    }

    @Test func losslessFramesAreThoseOfOnePiece() throws {
        let target = Target(encoder: "ffv1", container: "mkv")
        let films = try write(make(), target)
        let samples = try FFmpeg.samples(films.whole, format: "yuv420p")
        #expect(samples.count == 150 * 64 * 48 * 3 / 2)
        #expect(try FFmpeg.samples(films.pieces, format: "yuv420p") == samples)
    }

    @Test(arguments: ["mp4", "mkv"]) func variableFrameRate(container: String) throws {
        let input = try make(
            "in.mkv", ["-c:v", "ffv1", "-vsync", "vfr"],
            filters: "format=yuv420p,setpts='(N+0.4*mod(N,3)+5*gt(N,63)+20*gt(N,100))/25/TB'")
        let target = Target(encoder: "libx264", container: container)
        try compare(write(input, target), target)
    }

    /// Where a frame of the source repeats one that is some frames long, and where two pieces begin within one tick.
    @Test func aCoarseClock() throws {
        let input = try make("in.mkv", ["-c:v", "ffv1"], filters: "format=yuv420p,setpts='N/2400/TB'")
        let target = Target(encoder: "libx264", container: "mkv")
        try compare(write(input, target), target)
    }

    @Test(arguments: ["mkv", "mp4"]) func interlaced(container: String) throws {
        let input = try make(
            "in.mkv", ["-c:v", "libx264", "-preset", "ultrafast", "-flags", "+ilme+ildct", "-x264-params", "tff=1"],
            filters: "format=yuv420p,setfield=tff")
        let target = Target(encoder: "libx264", container: container)
        let films = try write(input, target)
        try compare(films, target)
        for path in [films.whole, films.pieces] {
            let frames = try FFmpeg.probe(path, ["-select_streams", "v:0", "-show_frames"])["frames"]
            let marks = (frames as? [[String: Any]] ?? []).map { $0["interlaced_frame"] as? Int }
            #expect(marks == Array(repeating: 1, count: 150))
        }
    }

    @Test func openGroupsInTheSource() throws {
        let input = try make(
            "in.mp4", ["-c:v", "libx264", "-bf", "4", "-g", "20", "-x264-params", "open-gop=1:b-pyramid=2"])
        let target = Target(encoder: "libx264", container: "mp4")
        let films = try write(input, target)
        try compare(films, target)
        #expect(try FFmpeg.frameTimes(films.pieces).map(\.time) == FFmpeg.frameTimes(input).map(\.time))
    }

    /// Groups that do not end with a frame that others need: a piece's last frames are decoded after its last shown.
    @Test func openGroupsInTheOutput() throws {
        let target = Target(
            encoder: "libx264", container: "mkv",
            options: [
                .init(key: "bf", value: "4"), .init(key: "g", value: "20"),
                .init(key: "x264-params", value: "open-gop=1:b-pyramid=2"),
            ])
        try compare(write(make(), target), target)
    }

    /// A part of a film, whose pieces count from its first frame.
    @Test func aPart() throws {
        let range = try #require(FrameRange(lower: 10, upper: 140))
        let input = try make()
        let target = Target(encoder: "libx264", container: "mp4")
        let paths = ["whole.mp4", "pieces.mp4"].map(folder.file)
        for (path, borders) in zip(paths, [PieceBorders(), Self.inPieces]) {
            let film = try WrittenFilm(
                input, to: path, target.settings, part: .frames(range), firstNumber: 10, borders: borders)
            #expect(film.refusal == nil && film.warnings == [])
        }
        try compare((paths[0], paths[1]), frames: 130, target)
        // Each piece begins with a frame that needs no other.
        let packets = try FFmpeg.probe(paths[1], ["-select_streams", "v:0", "-show_packets"])["packets"]
        let isKey = (packets as? [[String: Any]] ?? []).map { ($0["flags"] as? String)?.hasPrefix("K") == true }
        #expect([0, 64, 128].allSatisfy { isKey.indices.contains($0) && isKey[$0] })
    }
}
