import Testing

@testable import Net

@Suite struct MagnitudeHistogramTests {
    private func histogram(_ numbers: [Float]) -> MagnitudeHistogram {
        var histogram = MagnitudeHistogram()
        numbers.withUnsafeBufferPointer { histogram.add($0) }
        return histogram
    }

    @Test func evenNumbersAreKeptWhole() {
        let limit = histogram((1...10_000).map { Float($0) / 1000 }).bestLimit(levels: 255)
        #expect(limit > 9.5 && limit < 10.2)
    }

    /// One stray number must not make the steps of all others coarse.
    @Test func strayNumbersAreCut() {
        let numbers = (1...9_000).map { Float($0 % 1000) / 1000 } + [40]
        let limit = histogram(numbers).bestLimit(levels: 15)
        #expect(limit < 20)
        // With so many levels that steps cost nothing, it is not.
        #expect(histogram(numbers).bestLimit(levels: 1e6) > 39)
    }

    @Test func whatIsNoNumberAndZeroCountForNothing() {
        #expect(histogram([0, 0, .nan, .infinity]).bestLimit(levels: 255) == 0)
        let limit = histogram([.nan, -3, 3, 0, .infinity]).bestLimit(levels: 255)
        #expect(limit > 2.9 && limit < 3.1)
    }

    @Test func growsWithTheNumbers() {
        var grown = histogram([0.001, 0.002, 0.5])
        [Float(1000)].withUnsafeBufferPointer { grown.add($0) }
        #expect(grown.range > 1000)
        #expect(grown.counts.reduce(0, +) == 4)
    }
}
