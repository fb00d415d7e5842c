import Testing

@testable import Net

@Suite struct ColorBinsTests {
    @Test func areTheGridOfThePaper() {
        let centres = ColorBins.centres
        #expect(centres.count == 2 * ColorBins.count)
        let bins = (0..<ColorBins.count).map { (a: centres[$0], b: centres[ColorBins.count + $0]) }
        #expect(bins.allSatisfy { $0.a.remainder(dividingBy: 10) == 0 && $0.b.remainder(dividingBy: 10) == 0 })
        // Row by row, each from low to high.
        for (earlier, later) in zip(bins, bins.dropFirst()) {
            #expect((earlier.a, earlier.b) < (later.a, later.b))
        }
        #expect(bins.first.map { $0 == (-90, 50) } == true)
        #expect(bins.last.map { $0 == (100, 0) } == true)
        // Sums over the table that the training code uses, plain and weighted by the channel's number from 0.
        #expect(bins.map(\.a).reduce(0, +) == 4910)
        #expect(bins.map(\.b).reduce(0, +) == 2090)
        #expect(bins.enumerated().map { Double($0) * Double($1.a) }.reduce(0, +) == 2_223_730)
        #expect(bins.enumerated().map { Double($0) * Double($1.b) }.reduce(0, +) == -255_780)
    }
}
