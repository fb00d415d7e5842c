import Testing

@testable import Net

@Suite struct ArenaLayoutTests {
    @Test func sharesWhatDoesNotLiveAtTheSameTime() {
        let layout = ArenaLayout([
            .init(byteCount: 1000, lifetime: 0..<2), .init(byteCount: 1000, lifetime: 1..<3),
            .init(byteCount: 1000, lifetime: 2..<4), .init(byteCount: 1000, lifetime: 3..<5),
        ])
        #expect(layout.byteCount == 2 * 1024)
        #expect(layout.offsets[0] == layout.offsets[2])
        #expect(layout.offsets[1] == layout.offsets[3])
    }

    @Test func usesGaps() {
        let layout = ArenaLayout([
            .init(byteCount: 256, lifetime: 0..<9), .init(byteCount: 512, lifetime: 0..<2),
            .init(byteCount: 128, lifetime: 3..<5), .init(byteCount: 64, lifetime: 4..<6),
        ])
        #expect(layout.byteCount == 768)
    }

    @Test func nothingNeedsNothing() {
        #expect(ArenaLayout([]).byteCount == 0)
        #expect(ArenaLayout([.init(byteCount: 0, lifetime: 0..<1)]).byteCount == 0)
    }

    @Test(arguments: 0..<20) func buffersThatLiveTogetherNeverOverlap(seed: UInt64) {
        var numbers = TestNumbers(seed: seed)
        let requests = (0..<60).map { _ in
            let start = Int.random(in: 0..<30, using: &numbers)
            return ArenaLayout.Request(
                byteCount: Int.random(in: 0...3000, using: &numbers),
                lifetime: start..<(start + Int.random(in: 1...10, using: &numbers)))
        }
        let layout = ArenaLayout(requests)
        for (index, request) in requests.enumerated() {
            #expect(layout.offsets[index] % TensorBuffer.alignment == 0)
            let bytes = layout.offsets[index]..<(layout.offsets[index] + request.byteCount)
            #expect(bytes.upperBound <= layout.byteCount)
            for (other, second) in requests.enumerated() where other > index {
                guard request.lifetime.overlaps(second.lifetime) else { continue }
                #expect(!bytes.overlaps(layout.offsets[other]..<(layout.offsets[other] + second.byteCount)))
            }
        }
        // Never worse than a buffer each; never better than what lives at the busiest moment.
        let busiest = (0..<40).map { moment in
            requests.filter { $0.lifetime.contains(moment) }.map(\.byteCount).reduce(0, +)
        }.max()
        #expect(layout.byteCount >= busiest ?? 0)
        #expect(layout.byteCount <= requests.map { ($0.byteCount + 63) / 64 * 64 }.reduce(0, +))
    }
}
