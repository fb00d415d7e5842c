import Dispatch
import Synchronization
import Testing

@testable import Flow

@Suite struct StageRunnerTests {
    struct Number: ~Copyable, QueueElement {
        let value: Int
        var place: StagePlace { StagePlace(number: value) }
        var byteCount: Int { 8 }

        init(_ value: Int) { self.value = value }
    }

    struct Failure: Error, Equatable {
        let place: String
    }

    /// 100 numbers through `transform`; gives what arrives.
    private func run(
        cancellation: Cancellation = Cancellation(),
        transform: @escaping @Sendable (Int) throws -> Int
    ) throws -> [Int] {
        let first = BoundedQueue<Number>(capacity: 2)
        let second = BoundedQueue<Number>(capacity: 2)
        cancellation.onCancel { first.cancel() }
        cancellation.onCancel { second.cancel() }
        let received = Guarded<[Int]>([])
        let runner = StageRunner(cancellation: cancellation)
        runner.source("count", to: first) {
            var next = 0
            return {
                next += 1
                return next > 100 ? nil : Number(next)
            }
        }
        runner.transform("transform", from: first, to: second) {
            { (number: consuming Number) in Number(try transform(number.value)) }
        }
        runner.sink("collect", from: second) {
            (
                { (number: consuming Number) in received.withLock { $0.append(number.value) } },
                {
                    received.withLock { $0.append(-1) }
                }
            )
        }
        _ = try runner.join()
        return received.withLock { $0 }
    }

    @Test func passesEverythingInOrderAndFinishes() throws {
        #expect(try run { 2 * $0 } == (1...100).map { 2 * $0 } + [-1])
    }

    @Test func firstErrorWinsAndNamesStageAndFrame() throws {
        let error = #expect(throws: StageError.self) {
            try run { if $0 >= 7 { throw Failure(place: "seven") } else { $0 } }
        }
        #expect(error?.stage == "transform")
        #expect(error?.place.number == 7)
        #expect(error?.underlying as? Failure == Failure(place: "seven"))
        #expect(error.map { "\($0)" }?.hasPrefix("frame 7 (transform): ") == true)
    }

    /// A stage that holds three frames back loses none, keeps the order, and gives nothing after an error.
    @Test(arguments: [nil, 0, 5, 9]) func delayedFramesAreDrained(failsAt: Int?) throws {
        let cancellation = Cancellation()
        let (first, second) = (BoundedQueue<Number>(capacity: 2), BoundedQueue<Number>(capacity: 2))
        cancellation.onCancel { first.cancel() }
        cancellation.onCancel { second.cancel() }
        let received = Guarded<[Int]>([])
        let runner = StageRunner(cancellation: cancellation)
        runner.source("count", to: first) {
            var next = 0
            return {
                next += 1
                return next > 10 ? nil : Number(next - 1)
            }
        }
        runner.delay("delay", from: first, to: second) {
            var held: [Int] = []
            return (
                { (number: consuming Number) in
                    if number.value == failsAt { throw Failure(place: "delay") }
                    held.append(number.value)
                },
                { isEnd in held.count > (isEnd ? 0 : 3) ? Number(held.removeFirst()) : nil }
            )
        }
        runner.sink("collect", from: second) {
            ({ (number: consuming Number) in received.withLock { $0.append(number.value) } }, {})
        }
        if let failsAt {
            let error = #expect(throws: StageError.self) { try runner.join() }
            #expect(error?.stage == "delay" && error?.place.number == failsAt)
            #expect(received.withLock { $0.count } <= max(0, failsAt - 3))
        } else {
            _ = try runner.join()
            #expect(received.withLock { $0 } == Array(0..<10))
        }
    }

    @Test func cancellationFromOutsideEndsTheRun() throws {
        let cancellation = Cancellation()
        #expect(throws: Interrupted.self) {
            try run(cancellation: cancellation) {
                if $0 == 5 { cancellation.cancel() }
                return $0
            }
        }
    }

    @Test func cancellationRunsLateActionsAtOnce() {
        let cancellation = Cancellation()
        let count = Atomic<Int>(0)
        cancellation.onCancel { count.add(1, ordering: .relaxed) }
        cancellation.cancel()
        cancellation.cancel()
        cancellation.onCancel { count.add(1, ordering: .relaxed) }
        #expect(count.load(ordering: .relaxed) == 2)
    }
}
