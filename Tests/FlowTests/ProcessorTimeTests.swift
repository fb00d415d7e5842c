import Dispatch
import Glibc
import TestSupport
import Testing

@testable import Flow

@Suite struct ProcessorTimeTests {
    /// Works until the process has had so much more of the processors.
    private static func work(seconds: Double) -> Double {
        let end = ProcessorTime.ofProcess + .seconds(seconds)
        var sum = 0.0
        while ProcessorTime.ofProcess < end { for i in 0..<10_000 { sum += Double(i).squareRoot() } }
        return sum
    }

    /// A thread's work is that of the name under which it was started, and no other's.
    @Test func threadsCountForTheNameThatStartedThem() throws {
        let isDone = DispatchSemaphore(value: 0)
        let mayEnd = DispatchSemaphore(value: 0)
        let before = ThreadTimes(of: "a stage with a long name")
        var (own, other) = (before, ThreadTimes(of: "a stage of theirs"))
        final class Signals: Sendable {
            let isDone: DispatchSemaphore
            let mayEnd: DispatchSemaphore
            init(_ isDone: DispatchSemaphore, _ mayEnd: DispatchSemaphore) {
                (self.isDone, self.mayEnd) = (isDone, mayEnd)
            }
        }
        let signals = Signals(isDone, mayEnd)
        var thread = pthread_t()
        let status = ProcessorTime.named("a stage with a long name") {
            pthread_create(
                &thread, nil,
                { argument in
                    guard let argument else { return nil }
                    let signals = Unmanaged<Signals>.fromOpaque(argument).takeUnretainedValue()
                    _ = ProcessorTimeTests.work(seconds: 0.3)
                    signals.isDone.signal()
                    signals.mayEnd.wait()
                    return nil
                }, Unmanaged.passUnretained(signals).toOpaque())
        }
        try #require(status == 0)
        isDone.wait()
        own.look()
        other.look()
        mayEnd.signal()
        pthread_join(thread, nil)
        #expect(own.total > .zero)
        #expect(other.total == .zero)
        #expect(before.total == .zero)
        // What was seen stays when the thread has gone.
        let seen = own.total
        own.look()
        #expect(own.total == seen)
    }
}
