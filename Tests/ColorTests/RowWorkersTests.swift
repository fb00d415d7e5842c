import Flow
import Testing

@testable import Color

@Suite struct RowWorkersTests {
    /// With no thread to be had the caller does everything.
    @Test(arguments: [0, 1, 3])
    func callsOnceWithEachNumber(workers: Int) {
        let pool = RowWorkers(count: workers)
        for count in [0, 1, 2, 50] {
            let calls = Guarded([Int](repeating: 0, count: count))
            pool.forEach(count: count) { number in calls.withLock { $0[number] += 1 } }
            #expect(calls.withLock { $0 } == [Int](repeating: 1, count: count))
        }
    }

    /// Two calls that wait for one another end only if two threads make them.
    @Test func sharesTheWork() {
        let pool = RowWorkers(count: 1)
        let arrived = Monitor(0)
        pool.forEach(count: 2) { _ in
            arrived.change { $0 += 1 }
            arrived.wait { $0 == 2 ? () : nil }
        }
        #expect(arrived.withLock { $0 } == 2)
    }

    /// Every call has ended when the caller goes on, whoever made it, and callers do not wait for one another's work.
    @Test func servesSeveralCallersAtOnce() throws {
        let pool = RowWorkers(count: 3)
        let sums = Guarded<[Int]>([])
        let threads = try (0..<4).map { _ in
            try SystemThread {
                for _ in 0..<200 {
                    let sum = Guarded(0)
                    pool.forEach(count: 8) { number in sum.withLock { $0 += number } }
                    sums.withLock { $0.append(sum.withLock { $0 }) }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(sums.withLock { $0 } == [Int](repeating: 28, count: 800))
    }
}
