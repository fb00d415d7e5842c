import Testing

@testable import Guidance

/// The list of colours: every rule, and a mistake with its line.
@Suite struct ColorListTests {
    @Test func readsEveryStatement() throws {
        let guidance = try ColorList.guidance(
            of: """
                # a film
                ref   1502 stills/my ref_001502.png   # with a space
                point 20 0.41 0.63 #b08d57
                point 20 0 1 Orange # at the corner\r
                \tpoint 3 0.5 0.5 lab(12 -30.5)

                point 3 0.6 0.5 neutral
                shot  1502 saturation 0.8
                shot  733 grey
                ref   7 a.png
                """)
        #expect(
            guidance.stills == [
                .init(frame: 7, path: "a.png"), .init(frame: 1502, path: "stills/my ref_001502.png"),
            ])
        #expect(
            guidance.points == [
                .init(frame: 3, x: 0.5, y: 0.5, color: .lab(a: 12, b: -30.5)),
                .init(frame: 3, x: 0.6, y: 0.5, color: .lab(a: 0, b: 0)),
                .init(frame: 20, x: 0.41, y: 0.63, color: .rgb(red: 0xb0, green: 0x8d, blue: 0x57)),
                .init(frame: 20, x: 0, y: 1, color: .rgb(red: 255, green: 165, blue: 0)),
            ])
        #expect(
            guidance.changes == [
                .init(frame: 1502, change: .saturation(0.8)), .init(frame: 733, change: .grey),
            ])
        #expect(guidance.referenceFrames == [3, 7, 20, 1502] && guidance.frames == [3, 7, 20, 733, 1502])
    }

    @Test(arguments: [
        ("reff 1 a.png", "\"reff\" is no statement; ref, point and shot are"),
        ("ref", "the number of a frame is missing"),
        ("ref -1 a.png", "-1 is not the number of a frame, counted from 0"),
        ("ref 0:05.2 a.png", "0:05.2 is a time, which is not known yet: give the number of the frame"),
        ("ref 5", "the name of a still is missing"),
        ("ref 5 # a.png", "the name of a still is missing"),
        ("ref 2 other.png", "frame 2 has a still already, in line 1"),
        ("point 5 1.2 0 red", "1.2 is not the place from the left, 0 to 1"),
        ("point 5 0 nan red", "nan is not the place from the top, 0 to 1"),
        ("point 5 0 0", "a colour is missing"),
        ("point 5 0 0 #12345", "a colour is missing"),
        ("point 5 0 0 reddish", "reddish is not a colour: #rrggbb, lab(a b), neutral or one of CSS 2's names"),
        ("point 5 0 0 lab(1)", "lab(1) is not a colour: #rrggbb, lab(a b), neutral or one of CSS 2's names"),
        ("point 9 0 0 red", "the place has a colour already"),
        ("shot 5", "what to do with the shot is missing"),
        ("shot 5 saturation 9", "9 is not a factor, 0 to 4"),
        ("shot 5 grey now", "now is one word too many"),
        ("shot 5 hue 320-360 turn +40", "shot … hue is not known yet"),
        ("shot 5 like 398", "shot … like is not known yet"),
        ("shot 5 keep", "shot … keep is not known yet"),
        ("shot 5 sepia", "sepia is nothing to do with a shot; saturation and grey are"),
    ])
    func namesTheLineOfAMistake(line: String, reason: String) {
        let text = "ref 2 a.png\npoint 9 0 0 blue\n\(line)\nshot 2 grey"
        #expect(throws: ColorList.Mistake(line: 3, reason: reason)) { try ColorList.guidance(of: text) }
    }
}
