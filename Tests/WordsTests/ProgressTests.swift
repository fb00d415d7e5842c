import Report
import Testing

@testable import colorize_video

@Suite struct ProgressTests {
    @Test func lineOfAKnownTotal() {
        #expect(
            Progress(frames: 120, total: 1440, elapsedSeconds: 8.45).line
                == "frame=120/1440 (8%) fps=14.2 elapsed=0:08 remaining=1:33")
    }

    @Test func lineOfAnUnknownTotal() {
        #expect(Progress(frames: 3, total: nil, elapsedSeconds: 2).line == "frame=3 fps=1.5 elapsed=0:02")
    }

    @Test func totalsAreNeverSmallerThanWhatIsDone() {
        #expect(Progress(frames: 11, total: 10, elapsedSeconds: 1).line.hasPrefix("frame=11/11 (100%)"))
    }

    @Test func nothingIsSaidOfTheFutureBeforeTheFirstFrame() {
        let line = Progress(frames: 0, total: 10, elapsedSeconds: 3).line
        #expect(line == "frame=0/10 (0%) fps=0.0 elapsed=0:03")
    }

    @Test(arguments: [
        (0.0, "0:00"), (59.4, "0:59"), (59.6, "1:00"), (754, "12:34"), (3600, "1:00:00"), (36061, "10:01:01"),
    ])
    func clock(seconds: Double, text: String) {
        #expect(Words.clock(seconds) == text)
    }
}
