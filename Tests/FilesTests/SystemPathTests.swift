import Testing

@testable import Files

/// Paths of any bytes as text, and back.
@Suite struct SystemPathTests {
    private static let names: [[UInt8]] = [
        Array("film.mp4".utf8), Array("Müller/フィルム.mkv".utf8), [],
        // Latin-1, a lone continuation, a sequence cut off at the end, an overlong slash, a surrogate.
        Array("M".utf8) + [0xFC] + Array("ller".utf8), [0x80], Array("a".utf8) + [0xE3, 0x83], [0xC0, 0xAF],
        [0xED, 0xA0, 0x80],
        // Text that is just what a byte is turned into, and its neighbours.
        Array("\u{10FF80}\u{10FFFF}\u{10FF7F}".utf8), [0xFC] + Array("\u{10FFFC}".utf8),
    ]

    @Test(arguments: names)
    func everyNameComesBack(_ name: [UInt8]) {
        let text = String(pathBytes: name)
        #expect(text.pathBytes == name)
        #expect(text.systemPath.map { UInt8(bitPattern: $0) } == name + [0])
        #expect(String(systemPath: text.systemPath) == text)
    }

    @Test func noTwoNamesAreTheSameText() {
        #expect(Set(Self.names.map { String(pathBytes: $0) }).count == Self.names.count)
    }

    @Test func validTextStaysAsItIs() {
        #expect(String(pathBytes: Array("Müller".utf8)) == "Müller")
        #expect(String(pathBytes: [0x4D, 0xFC]).unicodeScalars.map(\.value) == [0x4D, 0x10FFFC])
        #expect(("\u{10FFFC}" as Unicode.Scalar).escapedPathByte == 0xFC)
        #expect(("ü" as Unicode.Scalar).escapedPathByte == nil)
    }
}
