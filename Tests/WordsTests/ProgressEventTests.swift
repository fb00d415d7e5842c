import FoundationEssentials
import Report
import Testing

@testable import colorize_video

/// The lines of the progress as JSON, as `ProgressEvent` describes them.
@Suite struct ProgressEventTests {
    private static let progress = Progress(
        frames: 51, earlierFrames: 100, total: 1151, elapsedSeconds: 15, firstFrameSeconds: 10)

    @Test func whereTheWorkIs() {
        #expect(
            ProgressEvent(.start, Self.progress).line == #"{"earlier":100,"event":"start","frames":1151,"v":1}"#)
        #expect(
            ProgressEvent(.progress, Self.progress).line
                == #"{"earlier":100,"elapsed":15,"event":"progress","fps":10,"frame":151,"frames":1151,"#
                + #""remaining":100,"v":1}"#)
        #expect(
            ProgressEvent(.finish, Self.progress).line
                == #"{"earlier":100,"elapsed":15,"event":"finish","fps":10,"frame":151,"frames":1151,"v":1}"#)
    }

    @Test func bytesSoFar() {
        let line = ProgressEvent(.progress, Progress(frames: 3, byteCount: 4567, total: 9, elapsedSeconds: 1)).line
        #expect(line.hasPrefix(#"{"bytes":4567,"earlier":0,"#), "\(line)")
    }

    @Test func pieces() {
        #expect(ProgressEvent(piecesDone: 2, of: 87).line == #"{"event":"piece","pieces":87,"piecesDone":2,"v":1}"#)
        #expect(ProgressEvent(piecesDone: 2, of: nil).line == #"{"event":"piece","piecesDone":2,"v":1}"#)
    }

    @Test func whatIsNotKnownIsAbsent() {
        let unknown = Progress(frames: 3, total: nil, elapsedSeconds: 0.7)
        #expect(
            ProgressEvent(.progress, unknown).line
                == #"{"earlier":0,"elapsed":0.7,"event":"progress","fps":4.29,"frame":3,"v":1}"#)
        let endless = Progress(frames: 3, total: 9, elapsedSeconds: .infinity)
        #expect(
            ProgressEvent(.progress, endless).line
                == #"{"earlier":0,"event":"progress","fps":0,"frame":3,"frames":9,"v":1}"#)
    }

    /// The estimate is too low for some films.
    @Test func totalsAreNeverSmallerThanWhatIsDone() {
        let line = ProgressEvent(.progress, Progress(frames: 11, total: 10, elapsedSeconds: 1)).line
        #expect(line.contains(#""frame":11,"frames":11,"#) && line.contains(#""remaining":0,"#))
    }

    @Test(arguments: [
        ("a/b.mkv is \"odd\"", #""a/b.mkv is \"odd\"""#), ("back\\slash", #""back\\slash""#),
        ("two\nlines\u{1B}[K", #""two\\x0Alines\\x1B[K""#), ("ümläut 漢 🎞", "\"ümläut 漢 🎞\""),
    ])
    func textsAreEscaped(text: String, json: String) {
        #expect(ProgressEvent(.warning, text: text).line == "{\"event\":\"warning\",\"text\":\(json),\"v\":1}")
        #expect(ProgressEvent(.notice, text: text).line == "{\"event\":\"notice\",\"text\":\(json),\"v\":1}")
    }

    @Test func filmsOfABatchAndLosses() {
        let summary = RunSummary(
            frames: 1, cuts: nil, elapsedSeconds: 1, stages: [], processorSeconds: 1, processorCount: 1)
        let event = ProgressEvent(summary, losses: ["closed captions"])
        #expect(
            event.line(of: BatchPlace(number: 2, count: 3))
                == #"{"elapsed":1,"event":"summary","film":2,"films":3,"fps":1,"frames":1,"#
                + #""summary":{"cores":1,"cpu":1,"held":0,"lost":["closed captions"],"stages":[]},"v":1}"#)
    }

    @Test func summary() {
        let stages = [("decode", 1.0, 0.5), ("network", 8, 12.25)].map {
            RunSummary.Stage(name: $0.0, busySeconds: $0.1, processorSeconds: $0.2)
        }
        var summary = RunSummary(
            frames: 250, cuts: nil, heldFrames: 4, elapsedSeconds: 10, stages: stages, processorSeconds: 13.5,
            processorCount: 2)
        #expect(
            ProgressEvent(summary).line
                == #"{"elapsed":10,"event":"summary","fps":25,"frames":250,"summary":{"cores":2,"cpu":13.5,"held":4,"#
                + #""slowest":"network","stages":[{"busy":1,"cpu":0.5,"name":"decode"},"#
                + #"{"busy":8,"cpu":12.25,"name":"network"}]},"v":1}"#)
        summary.shots = [
            ShotFigures(first: 0, frames: 9, certainty: 0.4567, uncovered: nil),
            ShotFigures(first: 9, frames: 3, certainty: nil, uncovered: 0.25),
        ]
        #expect(
            ProgressEvent(summary).line.contains(
                #""shots":[{"certainty":0.457,"first":0,"frames":9},{"first":9,"frames":3,"uncovered":0.25}],"#))
    }
}
