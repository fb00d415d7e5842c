import FFmpegShim
import Flow
import Report
import TestSupport
import Testing

@testable import Media

/// A part of a film by time is what the whole film has there, whatever the container finds places by, and damage
/// outside the part is none.
@Suite(.notUnderThreadSanitizer) struct FilmPartTests {
    /// How ffmpeg makes six seconds of it.
    static let films: [(name: String, arguments: [String])] = [
        ("long.ts", ["-c:v", "libx264", "-g", "250"]),
        ("long.mpg", ["-c:v", "mpeg2video", "-g", "100"]),
        ("open.ts", ["-c:v", "libx264", "-g", "20", "-bf", "3", "-x264-params", "open-gop=1"]),
        ("open.mp4", ["-c:v", "libx264", "-g", "20", "-bf", "3", "-x264-params", "open-gop=1"]),
        ("open.mkv", ["-c:v", "libx265", "-bf", "3", "-x265-params", "log-level=none:keyint=20:open-gop=1"]),
        ("refreshed.mkv", ["-c:v", "libx264", "-bf", "0", "-g", "40", "-x264-params", "intra-refresh=1"]),
        ("refreshed.ts", ["-c:v", "libx264", "-bf", "0", "-g", "40", "-x264-params", "intra-refresh=1"]),
        ("plain.avi", ["-c:v", "mpeg4", "-g", "30"]),
        ("plain.flv", ["-c:v", "flv", "-g", "30"]),
        ("plain.nut", ["-c:v", "mpeg4", "-bf", "2", "-g", "30"]),
        ("raw.h264", ["-c:v", "libx264", "-g", "30"]),
        ("long.mkv", ["-c:v", "mpeg2video", "-bf", "2", "-g", "15"]),
        ("long.webm", ["-c:v", "libvpx-vp9", "-g", "40"]),
        ("all.mov", ["-c:v", "prores_ks"]),
        ("fields.mkv", ["-c:v", "libx264", "-g", "30", "-flags", "+ildct+ilme", "-bf", "2"]),
        ("variable.mkv", ["-vf", "setpts='(N+mod(N\\,3)*0.3)/25/TB'", "-vsync", "vfr", "-c:v", "libx264", "-g", "30"]),
    ]

    /// Frames by their place in time: number of the tick of a hundredth of a second, and a sum of all luma.
    private struct Frames {
        var frames: [(seconds: Double, sum: UInt64)] = []
        var warnings: [Notice] = []

        init(_ path: String, _ part: FilmSelection = .whole) throws {
            let warnings = Guarded<[Notice]>([])
            let reader = try FilmReader(
                demuxer: Demuxer(input: path, cancellation: Cancellation()), part: part,
                contextFrames: part.isPart ? 2 : 0, threads: 1,
                warn: { notice in warnings.withLock { $0.append(notice) } })
            try reader.copyPackets(to: DroppedPackets())
            while let frame = try reader.next() {
                if frame.ticket.isContext { continue }
                var sum: UInt64 = 14_695_981_039_346_656_037
                let (picture, stride) = (frame.payload.pointer.pointee.data.0, frame.payload.pointer.pointee.linesize.0)
                for y in 0..<frame.payload.height {
                    for x in 0..<frame.payload.width {
                        sum = (sum ^ UInt64(picture?[y * Int(stride) + x] ?? 0)) &* 1_099_511_628_211
                    }
                }
                frames.append((reader.seconds(of: frame.ticket), sum))
            }
            self.warnings = warnings.withLock { $0 }
        }
    }

    private func check(_ path: String) throws {
        let whole = try Frames(path)
        for (start, duration) in [(2.0, 0.4), (3.52, 1.0), (4.8, 0.6), (5.2, 9.0)] {
            let part = try Frames(path, .time(startSeconds: start, durationSeconds: duration))
            let wanted = whole.frames.filter { $0.seconds > start - 1e-4 && $0.seconds < start + duration - 1e-4 }
            // Ten, or a frame less where they come unevenly.
            try #require(wanted.count >= 9)
            #expect(part.frames.map(\.sum) == wanted.map(\.sum), "\(start)")
            #expect(part.frames.map(\.seconds) == wanted.map(\.seconds), "\(start)")
            #expect(part.warnings == whole.warnings, "\(start)")
        }
        // The same frames by number.
        for (lower, upper) in [(101, 125), (120, nil)] as [(Int, Int?)] {
            let part = try Frames(path, .frames(#require(FrameRange(lower: lower, upper: upper))))
            let wanted = whole.frames[lower..<(upper ?? whole.frames.count)]
            #expect(part.frames.map(\.sum) == wanted.map(\.sum), "\(lower)")
            #expect(part.frames.map(\.seconds) == wanted.map(\.seconds), "\(lower)")
            #expect(part.warnings == whole.warnings, "\(lower)")
        }
    }

    private static func source(seconds: Int = 6) -> [String] {
        [
            "-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25:duration=\(seconds),format=yuv420p", "-f", "lavfi", "-i",
            "sine=sample_rate=48000:duration=\(seconds)",
        ]
    }

    @Test(arguments: films.indices)
    func isThatOfTheWhole(film: Int) throws {
        let folder = try TemporaryFolder()
        let path = folder.file(Self.films[film].name)
        let sound = path.hasSuffix("h264") ? ["-an"] : path.hasSuffix("flv") ? ["-ar", "44100"] : []
        try FFmpeg.run(Self.source() + Self.films[film].arguments + sound + [path])
        try check(path)
    }

    private func isTimeJump(_ notice: Notice) -> Bool {
        if case .damage(_, let damage) = notice { damage.kind == .timeJump } else { false }
    }

    /// Clips put behind one another, each with a clock of its own: all streams go on together.
    @Test(arguments: ["ts", "mpg"], [1, 3])
    func joinedClipsKeepPictureAndSoundTogether(container: String, seconds: Int) throws {
        let folder = try TemporaryFolder()
        let clip = folder.file("clip.\(container)")
        try FFmpeg.run(Self.source(seconds: seconds) + ["-c:v", "mpeg2video", "-g", "12", "-c:a", "mp2", clip])
        let path = folder.file("film.\(container)")
        let clips = [String](repeating: clip, count: 9 / seconds)
        try #require(try Command.run("bash", ["-c", "cat \"${@:2}\" > \"$1\"", "cat", path] + clips).exitCode == 0)
        let warnings = Guarded<[Notice]>([])
        let demuxer = try Demuxer(input: path, cancellation: Cancellation())
        let reader = try FilmReader(
            demuxer: demuxer, threads: 1, warn: { notice in warnings.withLock { $0.append(notice) } })
        let copied = SoundTimes(demuxer)
        try reader.copyPackets(to: copied)
        var pictures: [Double] = []
        while let frame = try reader.next() { pictures.append(reader.seconds(of: frame.ticket)) }
        #expect(pictures.count == 225 && warnings.withLock { $0 }.allSatisfy(isTimeJump))
        let sounds = copied.seconds
        // Neither has run away from the other, nor from the sum of the clips.
        #expect(zip(pictures, pictures.dropFirst()).allSatisfy { $0 < $1 && $1 - $0 < 0.15 }, "\(pictures)")
        #expect(zip(sounds, sounds.dropFirst()).allSatisfy { $0 < $1 && $1 - $0 < 0.15 }, "\(sounds)")
        #expect(abs((pictures.last ?? 0) - 8.96) < 0.1 * Double(clips.count), "\(pictures.last ?? 0)")
        #expect(abs((pictures.last ?? 0) - (sounds.last ?? 0)) < 0.1)
        if seconds == 3 {
            let whole = try Frames(path)
            let part = try Frames(path, .time(startSeconds: 6.9, durationSeconds: 1))
            let wanted = whole.frames.filter { $0.seconds > 6.9 - 1e-4 && $0.seconds < 7.9 - 1e-4 }
            #expect(part.frames.map(\.sum) == wanted.map(\.sum))
        }
    }

    /// Remembers when packets of sound start.
    private final class SoundTimes: PacketSink {
        var seconds: [Double] = []
        private let demuxer: Demuxer

        init(_ demuxer: Demuxer) { self.demuxer = demuxer }

        func advance(to position: Double) {}
        func end() {}

        func write(_ packet: Packet, position: Double) {
            let stream = demuxer.streams[packet.streamIndex]
            guard let start = packet.startTimestamp, stream.kind == .audio else { return }
            seconds.append(Double(start) * stream.timeBase.value - demuxer.startSeconds)
        }
    }
}
