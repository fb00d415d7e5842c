import Testing

@testable import Flow

@Suite struct SystemThreadTests {
    @Test func bodiesRunAndCanBeWaitedFor() throws {
        let sum = Guarded(0)
        let threads = try (1...20).map { number in try SystemThread { sum.withLock { $0 += number } } }
        for thread in threads { thread.join() }
        #expect(sum.withLock { $0 } == 210)
    }

    /// More than any system gives: refused, and nothing is left waiting.
    @Test func tooManyAreRefused() throws {
        try SystemThread.check(canMake: 8)
        try SystemThread.check(canMake: 0)
        let error = ThreadError(code: 11)
        #expect(error.description.hasPrefix("cannot make another thread: Resource temporarily unavailable; a limit on"))
    }

    @Test func whatIsHandedOverIsTakenOnce() throws {
        let box = Handover([1, 2, 3])
        #expect(try box.take() == [1, 2, 3])
        #expect(throws: HandoverError.self) { try box.take() }
    }
}
