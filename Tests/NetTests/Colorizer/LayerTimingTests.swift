import Net
import Testing
import Weights

@Suite struct LayerTimingTests {
    @Test func everyStepOfEveryRunIsTimedUnderItsLayersName() throws {
        var options = Colorizer.Options()
        (options.inputWidth, options.inputHeight, options.threads) = (64, 32, 1)
        let colorizer = try Colorizer(model: .lite, weights: .embeddedLite(), options: options)
        let picture = [Float](repeating: 50, count: 64 * 32)
        let timings = try colorizer.timeLayers(lightness: picture.span, repeats: 3)
        let names = Set(timings.map(\.name))
        #expect(names.isSuperset(of: ["encoder.stem", "decoder.lateral2", "classifier"]))
        #expect(timings.allSatisfy { $0.nanoseconds.count == 3 && !$0.implementation.isEmpty })
        #expect(timings.allSatisfy { $0.nanoseconds.allSatisfy { $0 > 0 } })
    }

    @Test func aPictureOfAnotherSizeIsRefused() throws {
        let colorizer = try Colorizer(model: .lite, weights: .embeddedLite())
        let picture = [Float](repeating: 50, count: 7)
        #expect(throws: NetError.self) { try colorizer.timeLayers(lightness: picture.span, repeats: 1) }
    }
}
