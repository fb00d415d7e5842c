import Testing

@testable import Media

@Suite struct FrameNamingTests {
    @Test func numbersCountAsNumbers() {
        let names = ["f10.png", "f2.png", "f1.png", "f002b.png", "g1.png", "f.png", "f1a.png", "10.png", "9.png"]
        #expect(
            names.sorted(by: FrameNaming.naturalOrder)
                == ["9.png", "10.png", "f.png", "f1.png", "f1a.png", "f2.png", "f002b.png", "f10.png", "g1.png"])
    }

    @Test func orderIsStrict() {
        let names = ["a1", "a01", "a001", "a", "", "1", "01", "a1b2", "a1b10", "ä1", "a99999999999999999999999"]
        for first in names {
            #expect(!FrameNaming.naturalOrder(first, first))
            for second in names where first != second {
                #expect(FrameNaming.naturalOrder(first, second) != FrameNaming.naturalOrder(second, first))
            }
        }
    }

    @Test func extensions() {
        #expect(FrameNaming.split("scan_007.DPX") == ("scan_007", "dpx"))
        #expect(FrameNaming.split("a.b.png") == ("a.b", "png"))
        #expect(FrameNaming.split("none") == ("none", ""))
        #expect(FrameNaming.split(".hidden") == (".hidden", ""))
        // A "." is one, whatever Swift makes of what is next to it: a mark that joins it, or a sign that it joins.
        #expect(FrameNaming.split("a.\u{301}b") == ("a", "\u{301}b"))
        #expect(FrameNaming.split("a\u{600}.png") == ("a\u{600}", "png"))
    }
}
