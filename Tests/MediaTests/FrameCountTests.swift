import Flow
import TestSupport
import Testing

@testable import Media

/// Counted frames are those that ffprobe decodes, and those that a reader gives.
@Suite(.notUnderThreadSanitizer) struct FrameCountTests {
    /// How ffmpeg makes six seconds of it.
    static let films: [(name: String, arguments: [String])] = [
        ("open.mp4", ["-c:v", "libx264", "-g", "20", "-bf", "3", "-x264-params", "open-gop=1"]),
        ("open.mkv", ["-c:v", "libx265", "-bf", "3", "-x265-params", "log-level=none:keyint=20:open-gop=1"]),
        ("film.ts", ["-c:v", "mpeg2video", "-bf", "2", "-g", "15"]),
        ("film.webm", ["-c:v", "libvpx-vp9", "-auto-alt-ref", "1", "-lag-in-frames", "16"]),
        ("old.webm", ["-c:v", "libvpx", "-auto-alt-ref", "1", "-lag-in-frames", "16", "-b:v", "200k"]),
        ("film.mov", ["-c:v", "prores_ks"]), ("film.avi", ["-c:v", "mpeg4", "-bf", "2"]),
        ("film.h264", ["-an", "-c:v", "libx264"]),
        ("fields.mkv", ["-c:v", "libx264", "-flags", "+ildct+ilme", "-bf", "2"]),
        (
            "variable.mkv",
            [
                "-vf", "setpts='(N+mod(N\\,3)*0.3+gte(N\\,70)*9)/25/TB'", "-vsync", "vfr", "-c:v", "libx264", "-bf",
                "2",
            ]
        ),
    ]

    /// Frames that ffprobe decodes.
    private func probed(_ path: String) throws -> Int? {
        let answer = try FFmpeg.probe(
            path, ["-select_streams", "v:0", "-count_frames", "-show_entries", "stream=nb_read_frames"])
        return ((answer["streams"] as? [[String: Any]])?.first?["nb_read_frames"] as? String).flatMap { Int($0) }
    }

    private func count(_ path: String, _ part: FilmSelection = .whole) throws -> Int {
        try FrameCount.count(of: path, part: part, cancellation: Cancellation())
    }

    /// Frames that a reader gives of a part.
    private func read(_ path: String, _ part: FilmSelection) throws -> Int {
        let reader = try FilmReader(
            demuxer: Demuxer(input: path, cancellation: Cancellation()), part: part, threads: 1, warn: { _ in })
        try reader.copyPackets(to: DroppedPackets())
        var count = 0
        while try reader.next() != nil { count += 1 }
        return count
    }

    private static let parts: [(lower: Int, upper: Int?)] = [
        (0, 10), (20, nil), (120, 130), (120, 5000), (149, nil), (150, nil), (600, 700), (.max - 1, .max),
    ]
    private static let times: [(start: Double, duration: Double?)] = [
        (0, 2), (1.2, nil), (4.8, 0.6), (5.2, 90), (5.96, nil), (60, nil), (2.01, 0.01),
    ]

    private func check(_ path: String) throws {
        let whole = try #require(try probed(path))
        #expect(try whole > 100 && count(path) == whole)
        for (lower, upper) in Self.parts {
            let range = try #require(FrameRange(lower: lower, upper: upper))
            #expect(try count(path, .frames(range)) == range.clamped(toCount: whole).count, "\(range)")
        }
        for (start, duration) in Self.times {
            let part = FilmSelection.time(startSeconds: start, durationSeconds: duration)
            #expect(try count(path, part) == read(path, part), "\(part)")
        }
    }

    @Test(arguments: films.indices)
    func areThoseOfFFprobe(film: Int) throws {
        let folder = try TemporaryFolder()
        let path = folder.file(Self.films[film].name)
        try FilmFrameReaderTests.make(path, Self.films[film].arguments, seconds: 6)
        try check(path)
    }

    /// An edit list cuts frames off that are in the file.
    @Test(arguments: [0.0, 2.4])
    func ofFilmsWithEditLists(start: Double) throws {
        let folder = try TemporaryFolder()
        let (film, path) = (folder.file("film.mp4"), folder.file("cut.mp4"))
        try FilmFrameReaderTests.make(film, ["-c:v", "libx264", "-g", "50", "-bf", "2"], seconds: 8)
        try FFmpeg.run(["-ss", "\(start)", "-i", film, "-c", "copy", path])
        try check(path)
    }

    @Test func ofAClockThatJumps() throws {
        let folder = try TemporaryFolder()
        let (clip, path) = (folder.file("clip.ts"), folder.file("film.ts"))
        try FilmFrameReaderTests.make(clip, ["-c:v", "mpeg2video", "-g", "12", "-c:a", "mp2"], seconds: 3)
        try #require(try Command.run("bash", ["-c", "cat \"$1\" \"$1\" > \"$2\"", "cat", clip, path]).exitCode == 0)
        try check(path)
    }

    /// A stream whose packets are marked as damaged is decoded: some are no frames.
    @Test func ofADamagedStream() throws {
        let folder = try TemporaryFolder()
        let (film, path) = (folder.file("film.ts"), folder.file("cut.ts"))
        try FilmFrameReaderTests.make(film, ["-an", "-c:v", "libx264", "-g", "30", "-bf", "2"], seconds: 6)
        // A run of the container's packets, of 188 bytes each, is lost after the first third.
        let script =
            "let n=$(stat -c %s \"$1\")/188/3; head -c $((188*n)) \"$1\" > \"$2\"; "
            + "tail -c +$((188*(n+30)+1)) \"$1\" >> \"$2\""
        try #require(try Command.run("bash", ["-c", script, "cut", film, path]).exitCode == 0)
        let whole = try read(path, .whole)
        #expect(try whole < 140 && count(path) == whole)
    }

    @Test func deinterlacingChangesNothing() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("fields.mkv")
        try FilmFrameReaderTests.make(path, ["-c:v", "libx264", "-flags", "+ildct+ilme", "-bf", "2"], seconds: 6)
        var request = FilmRequest()
        request.isDeinterlaced = true
        #expect(try FrameCount.count(of: path, request, cancellation: Cancellation()) == 150)
    }

    @Test(arguments: ["film.mp4", "film.avi"])
    func aCancelledCountThrows(name: String) throws {
        let folder = try TemporaryFolder()
        try FilmFrameReaderTests.make(folder.file(name), ["-c:v", "mpeg4", "-bf", "2"], seconds: 6)
        let cancellation = Cancellation()
        cancellation.cancel()
        #expect(throws: MediaError.self) {
            try FrameCount.count(of: folder.file(name), cancellation: cancellation)
        }
    }

    @Test func ofWhatIsNoFilm() throws {
        let error = #expect(throws: MediaError.self) { try count("/dev/null") }
        #expect(error?.path == "/dev/null")
    }
}
