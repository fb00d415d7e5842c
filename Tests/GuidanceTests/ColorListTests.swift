import Shots
import Testing

@testable import Guidance

/// The list of colours: every rule, and a mistake with its line.
@Suite struct ColorListTests {
    @Test func readsEveryStatement() throws {
        let list = try ColorList(
            """
            # a film
            ref   1502 stills/my ref_001502.png   # with a space
            point 20 0.41 0.63 #b08d57
            point 20 0 1 Orange # at the corner\r
            \tpoint 3 0.5 0.5 lab(12 -30.5)

            point 3 0.6 0.5 neutral
            shot  1502 saturation 0.8
            shot  733 grey
            ref   7 a.png
            shot 0:05.200 hue 320-360 turn +40
            shot 1:02:03.5 hue 350-20 turn -10.5
            shot 733 like 0:05.200
            shot 9 keep
            """)
        #expect(list.times == [5.2, 3723.5])
        let guidance = try list.guidance(frames: [5.2: 130, 3723.5: 90_000])
        #expect(
            guidance.stills == [
                .init(frame: 7, path: "a.png", line: 10),
                .init(frame: 1502, path: "stills/my ref_001502.png", line: 2),
            ])
        #expect(
            guidance.points == [
                .init(frame: 3, x: 0.5, y: 0.5, color: .lab(a: 12, b: -30.5), line: 5),
                .init(frame: 3, x: 0.6, y: 0.5, color: .lab(a: 0, b: 0), line: 7),
                .init(frame: 20, x: 0.41, y: 0.63, color: .rgb(red: 0xb0, green: 0x8d, blue: 0x57), line: 3),
                .init(frame: 20, x: 0, y: 1, color: .rgb(red: 255, green: 165, blue: 0), line: 4),
            ])
        #expect(
            guidance.changes == [
                .init(frame: 1502, change: .saturation(0.8), line: 8), .init(frame: 733, change: .grey, line: 9),
                .init(frame: 130, change: .hue(HueChange(from: 320, to: 360, turn: 40)), line: 11),
                .init(frame: 90_000, change: .hue(HueChange(from: 350, to: 380, turn: -10.5)), line: 12),
                .init(frame: 9, change: .keep, line: 14),
            ])
        #expect(guidance.links == [.init(frame: 733, earlier: 130, line: 13)])
        #expect(
            guidance.referenceFrames == [3, 7, 20, 1502]
                && guidance.frames == [3, 7, 9, 20, 130, 733, 1502, 90_000])
    }

    @Test(arguments: [
        ("reff 1 a.png", "\"reff\" is no statement; ref, point and shot are"),
        ("ref", "the number or time of a frame is missing"),
        ("ref -1 a.png", "-1 is not the number of a frame, counted from 0"),
        ("ref 0:75.2 a.png", "0:75.2 is not a time, m:ss or h:mm:ss"),
        ("ref 9:59:59 a.png", "9:59:59 is behind the film's end"),
        ("shot 5 like 9:59", "9:59 is behind the film's end"),
        ("ref 5", "the name of a still is missing"),
        ("ref 5 # a.png", "the name of a still is missing"),
        ("ref 2 other.png", "frame 2 has a still already, in line 1"),
        ("ref 0:02 other.png", "frame 2 has a still already, in line 1"),
        ("point 5 1.2 0 red", "1.2 is not the place from the left, 0 to 1"),
        ("point 5 0 nan red", "nan is not the place from the top, 0 to 1"),
        ("point 5 0 0", "a colour is missing"),
        ("point 5 0 0 #12345", "a colour is missing"),
        ("point 5 0 0 reddish", "reddish is not a colour: #rrggbb, lab(a b), neutral or one of CSS 2's names"),
        ("point 5 0 0 lab(1)", "lab(1) is not a colour: #rrggbb, lab(a b), neutral or one of CSS 2's names"),
        ("point 9 0 0 red", "the place has a colour already, in line 2"),
        ("shot 5", "what to do with the shot is missing"),
        ("shot 5 saturation 9", "9 is not a factor, 0 to 4"),
        ("shot 5 grey now", "now is one word too many"),
        ("shot 5 hue", "a range of hues is missing"),
        ("shot 5 hue 320 turn 40", "320 is not a range of hues, such as 320-360, 0 to 360 degrees each"),
        ("shot 5 hue 320-380 turn 40", "320-380 is not a range of hues, such as 320-360, 0 to 360 degrees each"),
        ("shot 5 hue 320-360 +40", "turn is missing after the range of hues"),
        ("shot 5 hue 320-360 turn 181", "181 is not a turn in degrees, -180 to 180"),
        ("shot 5 like", "the number or time of a frame is missing"),
        ("shot 5 like me", "me is not the number of a frame, counted from 0"),
        ("shot 5 keep it", "it is one word too many"),
        ("shot 5 sepia", "sepia is nothing to do with a shot; saturation, hue, like, keep and grey are"),
    ])
    func namesTheLineOfAMistake(line: String, reason: String) {
        let text = "ref 2 a.png\npoint 9 0 0 blue\n\(line)\nshot 2 grey"
        #expect(throws: ColorList.Mistake(line: 3, reason: reason)) {
            try ColorList(text).guidance(frames: [2: 2])
        }
    }

    /// Shots of ten frames: what contradicts what, and which lines are named.
    @Test(arguments: [
        ("shot 11 saturation 0.5\nshot 19 saturation 0.8", 1, 10),
        ("shot 11 grey\nshot 30 keep\nshot 12 saturation 1", 1, 10),
        ("shot 0 hue 0-60 turn 5\nshot 3 keep", 1, 0),
        ("shot 12 hue 350-20 turn 5\nshot 11 hue 10-60 turn 5", 1, 10),
        ("ref 25 a.png\nshot 22 grey", 1, 20),
        ("shot 22 keep\nshot 21 like 3", 1, 20),
        ("shot 22 like 12\nshot 21 like 3", 1, 20),
        ("\n\npoint 25 0 0 red\nshot 22 keep", 3, 20),
    ])
    func contradictionsNameBothLines(text: String, first: Int, shot: Int) throws {
        let guidance = try ColorList(text).guidance()
        let last = text.split(separator: "\n", omittingEmptySubsequences: false).count
        let reason = "contradicts line \(first); both are about the shot that begins with frame \(shot)"
        #expect(throws: ColorList.Mistake(line: last, reason: reason)) { try guidance.check(Self.shots) }
    }

    @Test(arguments: [
        "shot 11 grey\nshot 12 grey", "shot 11 saturation 0.5\nshot 20 saturation 0.8\nshot 12 saturation 0.5",
        "shot 1 hue 0-60 turn 5\nshot 1 hue 60-90 turn -5\nshot 1 saturation 2", "ref 1 a\nshot 11 keep",
        "shot 21 like 3\nshot 22 like 4\nshot 21 saturation 0.5\nref 25 a.png", "shot 12 like 2\nshot 25 like 11",
    ])
    func whatAgreesIsTaken(text: String) throws {
        try ColorList(text).guidance().check(Self.shots)
    }

    @Test func shotsAreLikeEarlierOnes() throws {
        let mistakes = [("shot 12 like 15", "the same shot"), ("shot 12 like 29", "a later shot")]
        for (text, place) in mistakes {
            let frame = text.split(separator: " ").last ?? ""
            let reason = "frame \(frame) is in \(place); a shot is like an earlier one"
            #expect(throws: ColorList.Mistake(line: 1, reason: reason)) {
                try ColorList(text).guidance().check(Self.shots)
            }
        }
        let list = ColorList.text([(12, 2), (39, 11)])
        #expect(list.hasSuffix("\nshot 12 like 2\nshot 39 like 11\n"))
        let links = ShotLinks(try ColorList(list).guidance(), Self.shots)
        #expect(links.earlier == [10: 0, 30: 10])
    }

    private static let shots = ShotRanges(CutList(frames: [10, 20, 30]))
}
