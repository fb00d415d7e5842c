import Color
import Net
import TestSupport
import Testing

@testable import Coloring

/// A person's colours where the picture is black or white, or nearly.
@Suite struct GivenColorsAtTheEndsTests {
    private struct Nothing: ChromaPredictor {
        let input = NetworkInput(width: 4, height: 1)
        let output = NetworkOutput(width: 4, height: 1)

        func predict(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {}
    }

    /// Black and white stay what they are; dark and light things have the colour that is given, whatever becomes of the
    /// network's.
    @Test func onlyBlackAndWhiteHaveNone() throws {
        let coloring = FrameColoring(Nothing(), look: ColorLook(fade: .usual))
        let lightness = try coloring.plane([0, 5, 97, 100], width: 4, height: 1)
        let ab = try coloring.plane([3, 3, -8, 30, -20, -20, 8, 30], width: 4, height: 2)
        let given = try coloring.join(lightness, ab, from: .person)
        #expect((0..<3).map { given.rgb.plane($0).first } == [0, 0, 0])
        #expect((0..<3).map { given.rgb.plane($0).last } == [255, 255, 255])
        #expect(given.chroma.a == [0, 3, -8, 0] && given.chroma.b == [0, -20, 8, 0])
        let networks = try coloring.join(lightness, ab, from: .keyFrames)
        #expect(abs(networks.chroma.b[1]) < 6 && networks.chroma.b[2] < 4)
        // Where nothing is to fade nothing does.
        let whole = try FrameColoring(Nothing()).join(lightness, ab, from: .person)
        #expect(whole.chroma.a == [3, 3, -8, 30])
    }
}
