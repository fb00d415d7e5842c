import Jobs
import Media
import Net
import Testing

@testable import colorize_video

/// The hint at the end advises nothing that is in use.
@Suite struct RemedyTests {
    private static let fastest = Precision.fasterThanF32(for: .ddcolorTiny).first

    @Test func theNetwork() {
        let usual = { (model: ColorizerModel, used: Precision, wished: PrecisionChoice?, side: Int) in
            NetworkRemedy(model: model, used: used, wished: wished, inputPixels: side * side).words
        }
        #expect(usual(.lite, .f32, nil, 256) == "a smaller --input-size is faster")
        #expect(usual(.lite, .f32, .auto, 128) == nil)
        #expect(usual(.eccv16, .f32, .auto, 256) == "--model lite and a smaller --input-size are faster")
        #expect(usual(.eccv16, .f32, nil, 128) == "--model lite is faster")
        guard let fastest = Self.fastest else { return }
        #expect(
            usual(.ddcolorTiny, .f32, .f32, 512)
                == "--precision auto, --model lite and a smaller --input-size are faster")
        #expect(
            usual(.ddcolorTiny, fastest, PrecisionChoice(rawValue: fastest.rawValue), 64) == "--model lite is faster")
    }

    @Test(
        arguments: [
            ("out.mkv", nil, nil, "a faster --preset or another --codec helps most"),
            ("out.mp4", "libx265", "slow", "a faster --preset or another --codec helps most"),
            ("out.mkv", "libx264", "ultrafast", "another --codec may be faster"),
            ("out.mkv", "ffv1", nil, "another --codec may be faster"),
            ("out.webm", nil, nil, "another --codec may be faster"),
            ("out.nothing", nil, nil, "another --codec may be faster"),
            ("-", nil, nil, nil),
        ] as [(String, String?, String?, String?)])
    func theEncoder(path: String, codec: String?, preset: String?, words: String?) {
        var output = FilmOutput(path: path)
        output.encoder = EncoderSettings(codec: codec, preset: preset)
        #expect(output.remedy == words)
    }
}
