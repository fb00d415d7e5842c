import FFmpegShim
import Flow
import TestSupport
import Testing

@testable import Media

/// A frame that is asked for by its number is the one that decoding from the start gives.
@Suite(.notUnderThreadSanitizer) struct FilmFrameReaderTests {
    /// How ffmpeg makes 200 frames of it, and whether its packets number them.
    static let films: [(name: String, arguments: [String], isIndexed: Bool)] = [
        ("open.mp4", ["-c:v", "libx264", "-g", "20", "-bf", "3", "-x264-params", "open-gop=1"], true),
        ("open.mkv", ["-c:v", "libx265", "-bf", "3", "-x265-params", "log-level=none:keyint=20:open-gop=1"], true),
        ("film.ts", ["-c:v", "mpeg2video", "-bf", "2", "-g", "15"], true),
        ("film.webm", ["-c:v", "libvpx-vp9", "-g", "40", "-auto-alt-ref", "1", "-lag-in-frames", "16"], true),
        (
            "old.webm", ["-c:v", "libvpx", "-g", "40", "-auto-alt-ref", "1", "-lag-in-frames", "16", "-b:v", "200k"],
            true
        ),
        ("film.mov", ["-c:v", "prores_ks"], true),
        ("variable.mkv", ["-vf", "setpts='(N+mod(N\\,3)*0.3)/25/TB'", "-vsync", "vfr", "-c:v", "libx264"], true),
        ("fields.mkv", ["-c:v", "libx264", "-g", "30", "-flags", "+ildct+ilme", "-bf", "2"], true),
        ("film.avi", ["-c:v", "mpeg4", "-bf", "2"], false), ("film.h264", ["-c:v", "libx264", "-bf", "2"], false),
    ]

    /// One frame.
    private struct Look: Hashable {
        let number: Int
        let pts: Int64
        let duration: Int64
        let sum: UInt64

        init(_ frame: borrowing TicketedFrame<Frame>) {
            (number, pts, duration) = (frame.ticket.number, frame.ticket.pts, frame.ticket.duration)
            var sum: UInt64 = 14_695_981_039_346_656_037
            let properties = frame.payload.pointer.pointee
            for y in 0..<frame.payload.height {
                for x in 0..<frame.payload.width {
                    let sample = properties.data.0?[y * Int(properties.linesize.0) + x] ?? 0
                    sum = (sum ^ UInt64(sample)) &* 1_099_511_628_211
                }
            }
            self.sum = sum
        }
    }

    private func whole(_ path: String, _ request: FilmRequest = FilmRequest()) throws -> [Look] {
        let reader = try FilmReader(
            demuxer: Demuxer(input: path, cancellation: Cancellation()), request: request, threads: 1, warn: { _ in })
        try reader.copyPackets(to: DroppedPackets())
        var looks: [Look] = []
        while let frame = try reader.next() { looks.append(Look(frame)) }
        return looks
    }

    static func make(_ path: String, _ arguments: [String], seconds: Int = 8) throws {
        let sound = path.hasSuffix("h264") ? [] : ["-f", "lavfi", "-i", "sine=sample_rate=48000:duration=\(seconds)"]
        let source = ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25:duration=\(seconds),format=yuv420p"]
        guard arguments.contains("libvpx") else { return try _ = FFmpeg.run(source + sound + arguments + [path]) }
        // VP8 has frames that nobody sees only if it is encoded twice.
        for pass in ["1", "2"] {
            try FFmpeg.run(source + sound + arguments + ["-pass", pass, "-passlogfile", "\(path).log", path])
        }
    }

    /// A frame is found by the time that it is shown at, written to a thousandth, and by any until the next.
    @Test(arguments: ["open.mp4", "film.ts", "variable.mkv", "film.avi"])
    func timesNameFrames(name: String) throws {
        let film = try #require(Self.films.first { $0.name == name })
        let folder = try TemporaryFolder()
        try Self.make(folder.file(name), film.arguments, seconds: 2)
        let demuxer = try Demuxer(input: folder.file(name), cancellation: Cancellation())
        let (start, tick) = (demuxer.startSeconds, try demuxer.picture(number: 0).timeBase.value)
        let looks = try whole(folder.file(name))
        let reader = try FilmFrameReader(folder.file(name), threads: 1, cancellation: Cancellation())
        for number in [0, 1, 7, looks.count - 2, looks.count - 1] {
            let seconds = Double(looks[number].pts) * tick - start
            let written = [(seconds * 1000).rounded() / 1000, (seconds * 1000).rounded(.down) / 1000, seconds + 0.02]
            for time in written { #expect(try reader.number(atSeconds: max(0, time)) == number, "\(number), \(time)") }
        }
        #expect(try reader.number(atSeconds: 0) == 0 && reader.number(atSeconds: 3) == nil)
    }

    @Test(arguments: films.indices)
    func framesAreThoseOfTheWhole(film: Int) throws {
        let (name, arguments, isIndexed) = Self.films[film]
        let folder = try TemporaryFolder()
        let path = folder.file(name)
        try Self.make(path, arguments)
        let whole = try whole(path)
        try #require((195...200).contains(whole.count))
        let reader = try FilmFrameReader(path, threads: 1, cancellation: Cancellation())
        #expect(reader.frameCount == (isIndexed ? whole.count : nil))
        // Near and far, on and back, the same one twice, the first and the last.
        for number in [180, 181, 184, 3, 60, 190, 190, 0, 1, 110, 9, whole.count - 1, whole.count - 2] {
            #expect(try Look(reader.frame(at: number)) == whole[number], "\(number)")
        }
        for number in [whole.count, 5000, .max, -1] {
            let error = #expect(throws: MediaError.self) { try reader.frame(at: number).ticket.number }
            #expect(error?.reason == "has no frame \(number), only 0 to \(whole.count - 1)")
            #expect(error?.path == path && error?.code == .badInput)
        }
        // That was no harm.
        #expect(try Look(reader.frame(at: 50)) == whole[50])
    }

    @Test func wholeFramesOfFields() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("fields.mkv")
        try Self.make(path, ["-c:v", "libx264", "-g", "30", "-flags", "+ildct+ilme", "-bf", "2"])
        var request = FilmRequest()
        request.isDeinterlaced = true
        let whole = try whole(path, request)
        let reader = try FilmFrameReader(path, request, threads: 1, cancellation: Cancellation())
        for number in [150, 151, 40, 199, 0] {
            #expect(try Look(reader.frame(at: number)) == whole[number], "\(number)")
        }
    }

    /// A clock that jumps: nothing but decoding tells which frame is which.
    @Test func framesOfJoinedClips() throws {
        let folder = try TemporaryFolder()
        let clip = folder.file("clip.ts")
        try Self.make(clip, ["-c:v", "mpeg2video", "-g", "12", "-c:a", "mp2"], seconds: 3)
        let path = folder.file("film.ts")
        try #require(try Command.run("bash", ["-c", "cat \"$1\" \"$1\" > \"$2\"", "cat", clip, path]).exitCode == 0)
        let whole = try whole(path)
        try #require(whole.count == 150)
        let reader = try FilmFrameReader(path, threads: 1, cancellation: Cancellation())
        #expect(reader.frameCount == nil)
        for number in [140, 20, 149] { #expect(try Look(reader.frame(at: number)) == whole[number], "\(number)") }
    }

    /// The last frame of 100,000 needs the packets' times and two groups of pictures.
    @Test func theLastFrameOfALongFilm() throws {
        let folder = try TemporaryFolder()
        let (clip, path) = (folder.file("clip.mp4"), folder.file("film.mp4"))
        try Self.make(clip, ["-an", "-c:v", "libx264", "-preset", "ultrafast", "-bf", "2"], seconds: 40)
        try FFmpeg.run(["-stream_loop", "99", "-i", clip, "-c", "copy", path])
        let reader = try FilmFrameReader(path, threads: 1, cancellation: Cancellation())
        #expect(reader.frameCount == 100_000)
        let last = try Look(reader.frame(at: 99_999))
        #expect(try last.number == 99_999 && last.sum == Look(reader.frame(at: 999)).sum)
    }

    @Test func aCancelledReaderThrows() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("film.mp4")
        try Self.make(path, ["-c:v", "libx264"])
        let cancellation = Cancellation()
        let reader = try FilmFrameReader(path, threads: 1, cancellation: cancellation)
        cancellation.cancel()
        #expect(throws: MediaError.self) { try reader.frame(at: 150).ticket.number }
    }

    /// Any number that fits is asked for.
    @Test func theLargestNumberIsNoFrame() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("film.mp4")
        try Self.make(path, ["-c:v", "libx264"], seconds: 1)
        let part = FilmSelection.frames(try #require(FrameRange(lower: .max, upper: nil)))
        let reader = try FilmReader(
            demuxer: Demuxer(input: path, cancellation: Cancellation()), part: part, threads: 1, warn: { _ in })
        #expect(try reader.next()?.ticket.number == nil)
    }
}
