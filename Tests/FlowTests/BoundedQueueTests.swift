import Dispatch
import Synchronization
import Testing

@testable import Flow

@Suite struct BoundedQueueTests {
    /// Counts how many of its kind are alive.
    struct Counted: ~Copyable, Sendable {
        static let alive = Atomic<Int>(0)
        let value: Int

        init(_ value: Int) {
            self.value = value
            Counted.alive.add(1, ordering: .relaxed)
        }

        deinit { Counted.alive.subtract(1, ordering: .relaxed) }
    }

    @Test func keepsOrderAndEndsAfterClose() {
        let queue = BoundedQueue<Int>(capacity: 3)
        let producer = DispatchQueue(label: "producer")
        producer.async {
            for value in 0..<1000 { queue.push(value) }
            queue.close()
        }
        var received: [Int] = []
        while let value = queue.pop() { received.append(value) }
        #expect(received == Array(0..<1000))
        #expect(queue.pop() == nil)
    }

    @Test func neverHoldsMoreThanItsCapacity() {
        let queue = BoundedQueue<Int>(capacity: 2)
        let pushed = Atomic<Int>(0)
        let isDone = DispatchSemaphore(value: 0)
        DispatchQueue(label: "producer").async {
            for value in 0..<50 {
                queue.push(value)
                pushed.add(1, ordering: .sequentiallyConsistent)
            }
            queue.close()
            isDone.signal()
        }
        var popped = 0
        while queue.pop() != nil {
            popped += 1
            // One element more than fits may have been accepted since this pop, not two.
            #expect(pushed.load(ordering: .sequentiallyConsistent) <= popped + 3)
        }
        isDone.wait()
        #expect(popped == 50)
    }

    @Test func countsBytes() {
        let queue = BoundedQueue<Int>(capacity: 100, capacityBytes: 10)
        let order = Guarded<[String]>([])
        queue.push(1, bytes: 6)
        let producer = DispatchQueue(label: "producer")
        let isDone = DispatchSemaphore(value: 0)
        producer.async {
            queue.push(2, bytes: 5)
            order.withLock { $0.append("pushed 2") }
            // Bigger than the whole queue: passes alone.
            queue.push(3, bytes: 99)
            order.withLock { $0.append("pushed 3") }
            isDone.signal()
        }
        order.withLock { $0.append("popping 1") }
        #expect(queue.pop() == 1)
        #expect(queue.pop() == 2)
        #expect(queue.pop() == 3)
        isDone.wait()
        #expect(order.withLock { $0.last } == "pushed 3")
    }

    @Test func cancelReleasesWaitersAndDropsElements() {
        let queue = BoundedQueue<Counted>(capacity: 1)
        let results = Guarded<[Bool]>([])
        let isDone = DispatchSemaphore(value: 0)
        DispatchQueue(label: "producer").async {
            for value in 0..<3 {
                let isAccepted = queue.push(Counted(value))
                results.withLock { $0.append(isAccepted) }
            }
            isDone.signal()
        }
        while results.withLock({ $0.isEmpty }) {}
        queue.cancel()
        isDone.wait()
        #expect(results.withLock { $0.last } == false)
        if let leftOver = queue.pop() { Issue.record("\(leftOver.value) was not dropped") }
        #expect(Counted.alive.load(ordering: .relaxed) == 0)
    }

    /// Whoever waits is woken by whoever makes that wait pointless, however many there are of each.
    @Test func severalProducersAndConsumers() throws {
        let queue = BoundedQueue<Int>(capacity: 2, capacityBytes: 10)
        let received = Guarded<[Int]>([])
        let producers = try (0..<3).map { number in
            try SystemThread { for value in 0..<500 { queue.push(number * 500 + value, bytes: value % 12) } }
        }
        let consumers = try (0..<3).map { _ in
            try SystemThread { while let value = queue.pop() { received.withLock { $0.append(value) } } }
        }
        for thread in producers { thread.join() }
        queue.close()
        for thread in consumers { thread.join() }
        #expect(received.withLock { $0.sorted() } == Array(0..<1500))
    }
}
