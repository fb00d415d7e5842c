import Report
import Testing

@testable import colorize_video

@Suite struct RunSummaryTests {
    /// Ten seconds of two cores.
    private func summary(
        _ stages: [(name: String, busy: Double, processor: Double)], processorSeconds: Double
    ) -> RunSummary {
        RunSummary(
            frames: 250, cuts: 3, elapsedSeconds: 10,
            stages: stages.map {
                RunSummary.Stage(name: $0.name, busySeconds: $0.busy, processorSeconds: $0.processor)
            },
            processorSeconds: processorSeconds, processorCount: 2)
    }

    private static let remedies = ["encode": "a faster --preset helps", "network": "--model lite is faster"]

    @Test func sharesAreOfAllTheTimeThereWas() {
        var summary = summary(
            [
                ("decode", 1, 1), ("lightness", 0.1, 0.2), ("network", 7, 4), ("lightness", 0.2, 0.2),
                ("recombine", 1, 1), ("encode", 9, 12),
            ], processorSeconds: 19)
        summary.heldFrames = 37
        #expect(
            summary.lines(remedies: Self.remedies) == [
                "250 frames, 3 cuts, 37 held frames reused in 0:10 (25.0 fps)",
                "time of 2 cores: decode 5%, lightness 2%, network 20%, recombine 5%, encode 60%, other 3%, waiting 5%",
                "slowest: encode; a faster --preset helps",
            ])
    }

    /// However many shots there are, the worst are named.
    @Test func shotsAreSummarised() {
        var summary = summary([], processorSeconds: 0)
        summary.shots = (0..<500).map { number in
            ShotFigures(
                first: 20 * number, frames: number == 0 ? 501 : 1, certainty: number == 300 ? 0.1 : 0.5,
                uncovered: number % 2 == 1 ? nil : number == 40 ? 0.9 : number == 0 ? 0.25 : 0.05)
        }
        let lines = summary.lines(remedies: [:])
        #expect(
            lines[1]
                == "references cover 82% of 250 of 500 shots; least: 10% of the shot from frame 800, 75% from 0, 95% from 40"
        )
        #expect(lines[2] == "the network is 50% sure; least: 10% in the shot from frame 6000, 50% from 0, 50% from 20")
        summary.shots = [ShotFigures(first: 0, frames: 3, certainty: nil, uncovered: 0.126)]
        #expect(summary.lines(remedies: [:])[1] == "references cover 87% of 1 shot")
        #expect(summary.lines(remedies: [:]).count == 3)
    }

    /// Where cores are free the stage that is never idle sets the pace, however little it takes of them.
    @Test func theSlowestStage() {
        let stages = [("network", 9.8, 6.0), ("encode", 5.0, 9.0)]
        #expect(summary(stages, processorSeconds: 15).slowestStage == "network")
        #expect(summary(stages, processorSeconds: 19).slowestStage == "encode")
        #expect(summary([], processorSeconds: 0).slowestStage == nil)
    }

    @Test func littleIsSaidOfLittle() {
        var summary = summary([("decode", 0, 0), ("encode", 0.1, 0.1)], processorSeconds: 0.1)
        (summary.frames, summary.cuts, summary.heldFrames, summary.elapsedSeconds) = (1, nil, 1, 1)
        summary.processorCount = 1
        #expect(
            summary.lines(remedies: Self.remedies) == [
                "1 frame, 1 held frame reused in 0:01 (1.0 fps)",
                "time of 1 core: decode 0%, encode 10%, waiting 90%",
            ])
        // Clocks that do not quite agree.
        (summary.elapsedSeconds, summary.processorSeconds) = (0, 0)
        let last = summary.lines(remedies: Self.remedies).last
        #expect(last?.hasPrefix("time of 1 core: decode 0%, encode 100%") == true)
    }
}
