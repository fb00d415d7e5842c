import Report
import Testing

@testable import colorize_video

@Suite struct ProgressTests {
    @Test func lineOfAKnownTotal() {
        #expect(
            Progress(frames: 120, total: 1440, elapsedSeconds: 8.45).line()
                == "frame=120/1440 (8.3%) fps=14.2 elapsed=0:08 remaining=1:33")
    }

    @Test func lineOfAnUnknownTotal() {
        #expect(Progress(frames: 3, total: nil, elapsedSeconds: 2).line() == "frame=3 fps=1.5 elapsed=0:02")
    }

    @Test func totalsAreNeverSmallerThanWhatIsDone() {
        #expect(Progress(frames: 11, total: 10, elapsedSeconds: 1).line().hasPrefix("frame=11/11 (100.0%)"))
    }

    @Test func nothingIsSaidOfTheFutureBeforeTheFirstFrame() {
        let line = Progress(frames: 0, total: 10, elapsedSeconds: 3).line()
        #expect(line == "frame=0/10 (0.0%) fps=0.0 elapsed=0:03")
    }

    /// Steps of a thousandth, never rounded up: what is not all is not called so.
    @Test(arguments: [
        (0, 3, "0.0"), (1, 3, "33.3"), (2, 3, "66.6"), (99_999, 100_000, "99.9"), (1, 1000, "0.1"),
        (1, 1001, "0.0"), (0, 0, "100.0"), (5, 5, "100.0"),
    ])
    func percent(done: Int, total: Int, text: String) {
        let progress = Progress(frames: done, total: total, elapsedSeconds: 1)
        #expect(progress.line().hasPrefix("frame=\(done)/\(total) (\(text)%) "))
    }

    /// What earlier runs made is done, but says nothing of the speed.
    @Test func framesOfEarlierRuns() {
        let progress = Progress(frames: 20, earlierFrames: 100, total: 200, elapsedSeconds: 10)
        #expect(progress.line() == "frame=120/200 (60.0%) fps=2.0 elapsed=0:10 remaining=0:40")
    }

    /// An encoder's look-ahead takes ten seconds here until the first frame is out; from then on it is ten per second.
    @Test func theLookAheadIsNotCounted() {
        var progress = Progress(frames: 51, total: 1051, elapsedSeconds: 15, firstFrameSeconds: 10)
        #expect(progress.framesPerSecond == 10 && progress.remainingSeconds == 100)
        #expect(progress.line() == "frame=51/1051 (4.8%) fps=10.0 elapsed=0:15 remaining=1:40")
        // A burst is no speed.
        progress.frames = 5
        progress.elapsedSeconds = 10.1
        #expect(progress.remainingSeconds == nil && progress.framesPerSecond == 5 / 10.1)
        (progress.frames, progress.elapsedSeconds) = (1, 60)
        #expect(progress.remainingSeconds == nil)
        (progress.frames, progress.elapsedSeconds) = (1051, 10.1)
        #expect(progress.remainingSeconds == 0)
    }

    /// What matters least goes first.
    @Test func linesFitTheTerminal() {
        let progress = Progress(frames: 120, total: 1440, elapsedSeconds: 8.45)
        let whole = progress.line()
        #expect(progress.line(columns: whole.count) == whole && whole.count == 58)
        for (columns, line) in [
            (57, "frame=120/1440 (8.3%) fps=14.2 remaining=1:33"),
            (45, "frame=120/1440 (8.3%) fps=14.2 remaining=1:33"),
            (44, "frame=120/1440 (8.3%) remaining=1:33"), (35, "frame=120/1440 (8.3%)"),
            (20, "8.3%"), (4, "8.3%"), (3, "fra"), (0, ""), (-1, ""),
        ] {
            #expect(progress.line(columns: columns) == line, "\(columns)")
        }
        #expect(Progress(frames: 123, total: nil, elapsedSeconds: 2).line(columns: 8) == "frame=12")
        var sized = progress
        sized.byteCount = 12_345_678
        let longest = "frame=120/1440 (8.3%) size=12.3MB fps=14.2 elapsed=0:08 remaining=1:33"
        #expect(sized.line() == longest && sized.line(columns: longest.count) == longest)
        #expect(sized.line(columns: longest.count - 1) == whole)
        for columns in 0..<70 { #expect(progress.line(columns: columns).count <= columns) }
    }

    @Test(arguments: [
        (0.0, "0:00"), (59.4, "0:59"), (59.6, "1:00"), (754, "12:34"), (3600, "1:00:00"), (36061, "10:01:01"),
    ])
    func clock(seconds: Double, text: String) {
        #expect(Words.clock(seconds) == text)
    }
}
