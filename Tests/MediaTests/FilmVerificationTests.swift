import FFmpegShim
import Flow
import TestSupport
import Testing

@testable import Media

/// What `--verify` finds in a finished film.
@Suite struct FilmVerificationTests {
    let folder: TemporaryFolder
    let film: String

    init() throws {
        folder = try TemporaryFolder()
        film = folder.file("film.mp4")
        try FFmpeg.run([
            "-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25:duration=1", "-f", "lavfi", "-i", "sine=duration=1",
            "-c:v",
            "libx264", "-bf", "2", "-c:a", "aac", film,
        ])
    }

    /// The film as it is, but for what a test changes; the picture that was meant is the first one of `meant`.
    private func check(
        _ path: String? = nil, width: Int = 64, frames: Int = 25, movedFrame: Int? = nil, sounds: Int = 1,
        lastDuration: Int64 = 1, meant: String? = nil, comparesColor: Bool = true
    ) throws -> String {
        let expected = ExpectedFilm(
            name: "film", width: width, height: 48, timeBase: Rational(1, 25), choosesStart: false,
            storesLastDuration: true, streamKinds: [.video: 1, .audio: sounds])
        var verification = FilmVerification(of: expected)
        let demuxer = try Demuxer(input: meant ?? film, cancellation: Cancellation())
        let pictures = try FilmFrames(
            demuxer: demuxer, video: demuxer.picture(number: 0), threads: 1, deinterlaces: false, isStrict: true,
            warn: { _ in })
        guard let picture = try pictures.next() else { throw EmptyFilm() }
        let hasColor = try picture.frame.coloredShare(threshold: 6) >= 1.0 / 64
        for frame in 0..<frames {
            let duration = frame == frames - 1 ? lastDuration : 1
            verification.add(pts: Int64(frame) + (frame == movedFrame ? 3 : 0), duration: duration)
        }
        do throws(MediaError) {
            try verification.check(path ?? film, hasColor: comparesColor && hasColor)
            return ""
        } catch {
            return error.description
        }
    }

    private struct EmptyFilm: Error {}

    @Test func aFilmAsItShouldBe() throws { #expect(try check() == "") }

    @Test func differencesAreFound() throws {
        #expect(try check(frames: 24).contains("it has 25 frames instead of 24"))
        #expect(try check(frames: 26).contains("it has 25 frames instead of 26"))
        #expect(try check(movedFrame: 7).contains("frame 7 is shown at 0.28 s instead of 0.4 s"))
        #expect(try check(width: 62).contains("it is 64x48 instead of 62x48"))
        #expect(try check(sounds: 2).contains("it has 1 audio streams instead of 2"))
        #expect(try check(lastDuration: 40).contains("it ends at"))
        let grey = folder.file("grey.mkv")
        try FFmpeg.run(["-i", film, "-vf", "format=gray,format=yuv420p", "-c:a", "copy", grey])
        #expect(try check(grey).contains("it has no colour"))
        #expect(try check(grey, comparesColor: false) == "")
        // There is none that could have got lost.
        #expect(try check(grey, meant: grey) == "")
    }

    @Test func damageIsFound() throws {
        let broken = folder.file("broken.mkv")
        try FFmpeg.run(["-i", film, "-c", "copy", "-bsf:v", "noise=amount='if(eq(n\\,12)\\,3)'", broken])
        #expect(try check(broken).contains("broken.mkv: "))
    }
}
