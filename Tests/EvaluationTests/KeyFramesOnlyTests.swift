import Color
import Coloring
import Flow
import TestSupport
import Testing

@testable import Evaluation
@testable import Net

/// Shots of which a network colours key frames only.
@Suite struct KeyFramesOnlyTests {
    private static let side = 64

    /// Gives each place the colour that it has in the film: it follows from the lightness.
    final class Truth: ChromaPredictor {
        let input = NetworkInput(width: KeyFramesOnlyTests.side, height: KeyFramesOnlyTests.side)
        let output = NetworkOutput(width: KeyFramesOnlyTests.side, height: KeyFramesOnlyTests.side)
        let paintedFrames = Guarded(0)
        /// Of all greys, with the tone that the film has.
        private let tones: LabPicture

        init() {
            var picture = RGBPicture(width: 256, height: 1)
            for (plane, factor) in [1, 0.85, 0.6].enumerated() {
                for value in 0..<256 { picture.samples[256 * plane + value] = UInt8(Double(value) * factor) }
            }
            tones = LabPicture(picture)
        }

        func predict(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {
            paintedFrames.withLock { $0 += 1 }
            for place in 0..<input.count {
                let tone = tones.lightness.firstIndex { $0 >= Double(input[place]) } ?? 255
                output[place] = Float(tones.chroma.a[tone])
                output[input.count + place] = Float(tones.chroma.b[tone])
            }
        }
    }

    /// Knows things by the lightness around them, and no colours.
    struct Eyes: ChromaPredictor {
        private static let channels = 16
        private static let shape = NetworkOutput.FeaturesShape(channels: channels, height: side, width: side)
        let input = NetworkInput(width: KeyFramesOnlyTests.side, height: KeyFramesOnlyTests.side)
        let output = NetworkOutput(
            width: KeyFramesOnlyTests.side, height: KeyFramesOnlyTests.side, featuresShape: Eyes.shape)

        func predict(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {
            let (side, count) = (KeyFramesOnlyTests.side, input.count)
            for place in 0..<count {
                (output[place], output[count + place]) = (0, 0)
                for channel in 0..<Self.channels {
                    let x = max(0, min(side - 1, place % side + channel % 4 - 2))
                    let y = max(0, min(side - 1, place / side + channel / 4 - 2))
                    output[(2 + channel) * count + place] = input[y * side + x] / 100
                }
            }
        }
    }

    /// The colours of a few key frames, carried, are those of all frames: a camera moves over a picture.
    @Test func carriedColorsAreTheTruth() throws {
        let folder = try TemporaryFolder()
        let film = folder.file("film.mkv")
        try FFmpeg.run([
            "-f", "lavfi", "-i", "testsrc2=size=256x192:rate=25", "-vf",
            "loop=-1:1,format=gray,crop=128:96:2*n:n/2,format=gbrp,lutrgb=g=val*0.85:b=val*0.6", "-frames:v", "40",
            "-c:v", "ffv1", film,
        ])
        let truth = Truth()
        let table = try FilmEvaluation(.init(path: film), printer: SilentReporter()).run(predictor: truth, keys: Eyes())
        let difference = try #require(table.columns.firstIndex { $0.key == "ciede2000" })
        let chroma = try #require(table.columns.firstIndex { $0.key == "chroma" })
        let rows = Dictionary(uniqueKeysWithValues: table.rows.map { ($0.name, $0.values) })
        #expect(try #require(rows["truth"]?[chroma]) > 5)
        #expect(try #require(rows["off"]?[difference]) < 0.5)
        #expect(try #require(rows["shot"]?[difference]) < 1)
        // One of each frame for `off`, and the keys.
        #expect((41...50).contains(truth.paintedFrames.withLock { $0 }))
    }
}
