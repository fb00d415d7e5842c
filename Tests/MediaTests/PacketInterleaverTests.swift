import TestSupport
import Testing

@testable import Media

/// The order of packets: that of their times, whichever thread was faster.
@Suite struct PacketInterleaverTests {
    private struct Sent: Hashable {
        let stream: Int
        let number: Int
    }

    /// What one thread does to an interleaver.
    private enum Step {
        case packet(Sent, seconds: Double, position: Double?)
        case advance(Double)
        case end(Int)
        case endCopies
    }

    private static let patience = PacketInterleaver<Sent>.patienceSeconds

    private func interleaver(copies: [Bool]) -> PacketInterleaver<Sent> {
        var order = PacketInterleaver<Sent>()
        for isCopy in copies { order.addStream(isCopy: isCopy) }
        return order
    }

    private func due(_ order: inout PacketInterleaver<Sent>) -> [Sent] {
        var sent: [Sent] = []
        while let (stream, item) = order.next() {
            #expect(stream == item.stream)
            sent.append(item)
        }
        return sent
    }

    private func take(_ step: Step, _ order: inout PacketInterleaver<Sent>) -> [Sent] {
        switch step {
        case .packet(let item, let seconds, let position):
            order.add(item, stream: item.stream, seconds: seconds, position: position)
        case .advance(let position): order.advance(to: position)
        case .end(let stream): order.end(stream: stream)
        case .endCopies: order.endCopies()
        }
        return due(&order)
    }

    /// Two threads: that of the picture (stream `video`) and that of the source, whose copied streams have times that
    /// wander around the source's position, equal ones among them.
    private func threads(_ noise: inout Noise, copies: [Bool]) -> (picture: [Step], source: [Step]) {
        var (picture, source): ([Step], [Step]) = ([], [])
        var numbers = [Int](repeating: 0, count: copies.count)
        func next(_ stream: Int) -> Sent {
            numbers[stream] += 1
            return Sent(stream: stream, number: numbers[stream])
        }
        let videos = copies.indices.filter { !copies[$0] }
        let copied = copies.indices.filter { copies[$0] }
        for frame in 0..<40 {
            for video in videos { picture.append(.packet(next(video), seconds: Double(frame) * 0.25, position: nil)) }
            let position = Double(frame) * 0.25
            source.append(.advance(position))
            for stream in copied where noise.next(3) > 0 {
                // In steps, so that many are equal; some far behind or far ahead of the picture.
                let seconds = position + Double(noise.next(24) - 14) * 0.25
                source.append(.packet(next(stream), seconds: seconds, position: position))
            }
        }
        for video in videos { picture.append(.end(video)) }
        source.append(.endCopies)
        return (picture, source)
    }

    /// By key, then stream, then as they came.
    private func expected(_ threads: (picture: [Step], source: [Step]), streams: Int) -> [Sent] {
        var last = [Double](repeating: -.infinity, count: streams)
        var keyed: [(key: Double, item: Sent)] = []
        for case .packet(let item, let seconds, let position) in threads.picture + threads.source {
            last[item.stream] = max(seconds, last[item.stream], position.map { $0 - Self.patience } ?? -.infinity)
            keyed.append((last[item.stream], item))
        }
        return keyed.sorted {
            ($0.key, $0.item.stream, $0.item.number) < ($1.key, $1.item.stream, $1.item.number)
        }.map(\.item)
    }

    @Test(arguments: [[false, true], [true, false], [true, false, true], [false, true, true]])
    func theOrderDoesNotDependOnArrival(copies: [Bool]) throws {
        var noise = Noise(seed: 17)
        for _ in 0..<20 {
            let threads = threads(&noise, copies: copies)
            let expected = expected(threads, streams: copies.count)
            for run in 0..<10 {
                var order = interleaver(copies: copies)
                var (picture, source) = (threads.picture[...], threads.source[...])
                var sent: [Sent] = []
                // One thread hurries ahead for a while, then the other; the first two runs do one after the other.
                while !picture.isEmpty || !source.isEmpty {
                    let isPicture = run < 2 ? run == 0 : noise.next(2) == 0
                    for _ in 0...(run < 2 ? 1_000 : noise.next(12)) {
                        guard let step = isPicture ? picture.popFirst() : source.popFirst() else { break }
                        sent += take(step, &order)
                        // Nothing leaves before its turn is certain.
                        if let last = sent.last { try #require(last == expected[sent.count - 1]) }
                    }
                    if run < 2 {
                        for step in isPicture ? Array(source) : Array(picture) { sent += take(step, &order) }
                        (picture, source) = ([], [])
                    }
                }
                #expect(sent == expected)
            }
        }
    }

    /// How often the source says how far it is changes when packets leave, not their order.
    @Test func theOrderDoesNotDependOnHowOftenTheSourceIsHeard() {
        var noise = Noise(seed: 4)
        for _ in 0..<20 {
            let threads = threads(&noise, copies: [false, true, true])
            let expected = expected(threads, streams: 3)
            var order = interleaver(copies: [false, true, true])
            let fewer = threads.source.filter {
                if case .advance = $0 { noise.next(3) == 0 } else { true }
            }
            #expect((fewer + threads.picture).flatMap { take($0, &order) } == expected)
        }
    }

    @Test func ofEqualTimesTheLowerStreamIsFirst() {
        var order = interleaver(copies: [false, true, true])
        let items = (1...2).map { number in (0..<3).map { Sent(stream: $0, number: number) } }
        for item in items[0].reversed() { order.add(item, stream: item.stream, seconds: 1) }
        // Stream 0 may bring another of that time, which the others would follow; so may stream 1.
        #expect(due(&order) == [items[0][0]])
        order.add(items[1][0], stream: 0, seconds: 2)
        #expect(due(&order) == [items[0][1]])
        order.add(items[1][1], stream: 1, seconds: 2)
        #expect(due(&order) == [items[0][2]])
        // Another of stream 2 at 2 s would follow those of the lower streams, but one at 1 s would not.
        order.add(items[1][2], stream: 2, seconds: 2)
        #expect(due(&order) == [items[1][0]])
        for stream in 0..<3 { order.end(stream: stream) }
        #expect(due(&order) == [items[1][1], items[1][2]])
    }

    @Test func thoseOfOneStreamStayAsTheyCame() {
        var order = interleaver(copies: [false])
        let items = (1...4).map { Sent(stream: 0, number: $0) }
        for (item, seconds) in zip(items, [3, 1, 2, 0.0]) { order.add(item, stream: 0, seconds: seconds) }
        #expect(due(&order) == items)
    }

    /// What the source holds far behind its picture does not make the picture wait.
    @Test func patienceEnds() {
        var order = interleaver(copies: [false, true])
        let frames = (1...3).map { Sent(stream: 0, number: $0) }
        for (index, frame) in frames.enumerated() { order.add(frame, stream: 0, seconds: Double(index)) }
        order.advance(to: 1)
        #expect(due(&order) == [])
        // A copied packet may still have 0 s: as late as the frame, which has the lower stream.
        order.advance(to: Self.patience)
        #expect(due(&order) == [frames[0]])
        order.advance(to: Self.patience + 1.5)
        #expect(due(&order) == [frames[1]])
        // Sound of 0.5 s that comes by now takes the place that the source gives it: 3 s.
        let late = Sent(stream: 1, number: 1)
        order.add(late, stream: 1, seconds: 0.5, position: Self.patience + 3)
        #expect(due(&order) == [frames[2]])
        order.end(stream: 0)
        #expect(due(&order) == [late])
        // Going back is no news.
        order.advance(to: 0)
        order.add(Sent(stream: 1, number: 2), stream: 1, seconds: 1, position: 1)
        #expect(due(&order) == [Sent(stream: 1, number: 2)])
    }

    /// However long a stream has nothing, no more waits than the patience holds.
    @Test func littleWaitsForAStreamWithoutPackets() {
        var order = interleaver(copies: [false, true])
        var (waiting, most) = (0, 0)
        for frame in 0..<2_000 {
            order.advance(to: Double(frame) / 25)
            order.add(Sent(stream: 0, number: frame), stream: 0, seconds: Double(frame) / 25)
            waiting += 1 - due(&order).count
            most = max(most, waiting)
        }
        #expect(most <= Int(Self.patience * 25) + 1)
        order.endCopies()
        #expect(due(&order).count == waiting)
    }

    @Test func streamsThatHaveEndedAreNotWaitedFor() {
        var order = interleaver(copies: [false, true, true, false])
        let item = Sent(stream: 3, number: 1)
        order.add(item, stream: 3, seconds: 5)
        #expect(due(&order) == [])
        order.end(stream: 0)
        #expect(due(&order) == [])
        order.endCopies()
        #expect(due(&order) == [item])
        #expect(due(&order) == [])
    }
}
