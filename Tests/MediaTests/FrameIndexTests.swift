import Flow
import TestSupport
import Testing

@testable import Media

/// Frames by number without decoding what is before them.
@Suite struct FrameIndexTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func film(_ name: String, _ arguments: [String]) throws -> String {
        let path = folder.file(name)
        try FFmpeg.run(
            ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25:duration=8,format=yuv420p"] + arguments + [path])
        return path
    }

    /// Decoding begins shortly before the frame, not with the film.
    @Test(arguments: [
        ("film.mp4", ["-c:v", "libx264", "-bf", "3", "-g", "25"]), ("film.mkv", ["-c:v", "libx264", "-g", "25"]),
        ("film.webm", ["-c:v", "libvpx-vp9", "-g", "25", "-auto-alt-ref", "1", "-lag-in-frames", "16"]),
        ("film.ts", ["-c:v", "mpeg2video", "-g", "12", "-bf", "2"]), ("film.mov", ["-c:v", "prores_ks"]),
    ])
    func readingBeginsNearTheFrame(name: String, arguments: [String]) throws {
        let demuxer = try Demuxer(input: film(name, arguments), cancellation: Cancellation())
        let video = try demuxer.picture(number: 0)
        let part = FilmSelection.frames(try #require(FrameRange(lower: 180, upper: nil)))
        let index = try #require(try FilmBeginning.index(for: part, video: video, demuxer: demuxer))
        #expect((181...200).contains(index.count))
        let time = try #require(index.time(of: 180))
        #expect(index.number(of: time) == 180 && index.number(of: time + 1) == nil && index.time(of: 500) == nil)
        #expect(abs(Double(time) * video.timeBase.value - demuxer.startSeconds - 7.2) < 0.002)
        let first = FilmBeginning.all(for: part, contextFrames: 0, video: video, demuxer: demuxer, index: index).first
        #expect(first != .start)
    }

    /// Where packets do not tell, frames are counted from the film's start.
    @Test func packetsThatAreNoFrames() throws {
        for (name, arguments) in [
            ("film.avi", ["-c:v", "mpeg4", "-bf", "2"]), ("film.h264", ["-c:v", "libx264", "-bf", "2"]),
        ] {
            let demuxer = try Demuxer(input: film(name, arguments), cancellation: Cancellation())
            let video = try demuxer.picture(number: 0)
            #expect(try FrameIndex(ofFirst: 150, in: video, demuxer) == nil || !demuxer.canSeek, "\(name)")
        }
    }
}
