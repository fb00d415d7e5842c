import Color
import Testing

@testable import Jobs

@Suite struct BitmapFontTests {
    private func picture(of text: String, scale: Int = 1) -> RGBPicture {
        var picture = RGBPicture(width: 6 * scale * max(1, text.count), height: 9 * scale)
        picture.samples = [UInt8](repeating: 255, count: picture.samples.count)
        BitmapFont(scale: scale).draw(text, on: &picture, x: 0, y: 0)
        return picture
    }

    @Test func everyLetterOfASCIILooksDifferent() {
        let letters = (0x20...0x7E).map { String(Character(Unicode.Scalar($0 as UInt8))) }
        let box = picture(of: "ä")
        let pictures = letters.map { picture(of: $0) }
        #expect(Set(pictures.map(\.samples)).count == letters.count)
        #expect(!pictures.contains(box))
        // The space alone is empty, and nothing is in the column between letters.
        for (letter, picture) in zip(letters, pictures) {
            #expect(picture.samples.contains(0) == (letter != " "), "\(letter)")
            #expect((0..<9).allSatisfy { picture.samples[$0 * 6 + 5] == 255 }, "\(letter)")
        }
    }

    @Test func aLetterIsDrawnAsItIsSaid() {
        // "T": a bar of five pixels, and six below its middle.
        let rows = (0..<9).map { y in String((0..<6).map { picture(of: "T").samples[y * 6 + $0] == 0 ? "#" : "." }) }
        #expect(rows == ["#####."] + [String](repeating: "..#...", count: 6) + ["......", "......"])
        let large = picture(of: "T", scale: 3)
        #expect(large.samples.count { $0 == 0 } == 3 * 9 * 11)
    }

    /// A letter at the edge of a sheet is cut off there.
    @Test func whatDoesNotFitIsCutOff() {
        var picture = RGBPicture(width: 8, height: 4)
        BitmapFont(scale: 2).draw("MM", on: &picture, x: 4, y: 2)
        #expect(picture.count == 32)
    }

    @Test func linesAreBrokenBetweenWords() {
        #expect(BitmapFont.wrapped("one two three", columns: 7) == ["one two", "three"])
        #expect(BitmapFont.wrapped("one two three", columns: 20) == ["one two three"])
        #expect(BitmapFont.wrapped("a: one two", columns: 6, indent: 3) == ["a: one", "   two"])
        #expect(BitmapFont.wrapped("abcdefghij", columns: 4) == ["abcd", "efgh", "ij"])
        #expect(BitmapFont.wrapped("a:  b", columns: 9) == ["a:  b"])
        #expect(BitmapFont.wrapped("", columns: 9) == [""])
    }
}
