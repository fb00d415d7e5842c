import Testing

@testable import Media

@Suite struct FrameRangeTests {
    @Test(arguments: [("0-10", 0, 10), ("5-", 5, nil), ("-7", 0, 7), ("007-8", 7, 8)] as [(String, Int, Int?)])
    func read(text: String, lower: Int, upper: Int?) throws {
        let range = try #require(FrameRange(text))
        #expect(range.lower == lower && range.upper == upper)
        #expect(FrameRange(range.description) == range)
    }

    @Test(arguments: [
        "", "-", "7", "10-10", "10-9", "-0", "a-b", "1-b", "1-2-3", "--3", "1--3", "+1-3", "1.5-3", " 1-3", "١-٣",
        "99999999999999999999-", "0-99999999999999999999",
    ])
    func refused(text: String) { #expect(FrameRange(text) == nil) }

    @Test func ends() throws {
        let range = try #require(FrameRange("3-6"))
        #expect((0..<9).filter { range.contains($0) } == [3, 4, 5])
        #expect(range.clamped(toCount: 9) == 3..<6)
        #expect(range.clamped(toCount: 5) == 3..<5)
        #expect(range.clamped(toCount: 3).isEmpty && range.clamped(toCount: 0).isEmpty)
        let open = try #require(FrameRange("3-"))
        #expect((0..<9).filter { open.contains($0) } == [3, 4, 5, 6, 7, 8])
        #expect(open.clamped(toCount: 5) == 3..<5)
    }
}
