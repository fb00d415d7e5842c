/// Runs stages, each on a thread of its own, until all have ended.
///
/// A stage that throws cancels the others; the first error wins. Threads of their own because a stage waits on its
/// neighbours: on Dispatch's global queue, or in Swift tasks, stages that wait for one another starve for threads.
package final class StageRunner: Sendable {
    /// What the frames of one stage cost.
    package struct StageTime: Sendable {
        package let name: String
        /// How long the stage worked on frames rather than wait for its neighbours; it may have waited for a processor.
        package var busy: Duration = .zero
        /// Processor time of its thread and of those that work for it.
        package var processor: Duration = .zero
    }

    private let cancellation: Cancellation
    private let threads = Guarded<[SystemThread]>([])
    private let firstError = Guarded<(any Error)?>(nil)
    private let times = Guarded<[StageTime]>([])

    package init(cancellation: Cancellation) { self.cancellation = cancellation }

    /// A stage that makes frames: calls `next` until it gives nil.
    ///
    /// Every `make` closure runs on the stage's own queue, so that what it creates never leaves it.
    package func source<Output: ~Copyable & QueueElement>(
        _ name: String, to output: BoundedQueue<Output>,
        make: @escaping @Sendable () throws -> (() throws -> Output?)
    ) {
        start(name) { clock in
            defer { output.close() }
            let next = try make()
            while let element = try clock.measure(next) {
                let bytes = element.byteCount
                if !output.push(element, bytes: bytes) { return }
            }
        }
    }

    /// A stage that turns each frame into one frame, in order.
    package func transform<Input: ~Copyable & QueueElement, Output: ~Copyable & QueueElement>(
        _ name: String, from input: BoundedQueue<Input>, to output: BoundedQueue<Output>,
        make: @escaping @Sendable () throws -> ((consuming Input) throws -> Output)
    ) {
        start(name) { clock in
            defer { output.close() }
            let process = try make()
            while let element = input.pop() {
                let place = element.place
                let result = try clock.measure(element, process) {
                    StageError(stage: name, place: place, underlying: $0)
                }
                let bytes = result.byteCount
                if !output.push(result, bytes: bytes) { return }
            }
        }
    }

    /// A stage that several threads work for, each on a frame at a time. `begin` and `end` see the frames one by one
    /// and in order; what `begin` gives goes with the frame.
    package func transform<Input: ~Copyable & QueueElement, Output: ~Copyable & QueueElement, Note: Sendable>(
        _ name: String, from input: BoundedQueue<Input>, to output: BoundedQueue<Output>, workers: Int,
        begin: @escaping @Sendable (borrowing Input) -> Note,
        work: @escaping @Sendable (consuming Input, Note) throws -> Output,
        end: @escaping @Sendable (borrowing Output, Note) -> Void
    ) {
        let order = FrameOrder()
        let working = Guarded(workers)
        for worker in 1...max(workers, 1) {
            // A name of their own, or each would be thought to have had the time of all.
            start(name, thread: worker == 1 ? name : "\(name) \(worker)") { clock in
                defer {
                    let isLast = working.withLock { working in
                        working -= 1
                        return working == 0
                    }
                    if isLast { output.close() }
                }
                while let (number, (waiting, note)) = order.take({ () -> (Held<Input>, Note)? in
                    guard let element = input.pop() else { return nil }
                    let note = begin(element)
                    return (Held(element), note)
                }) {
                    guard let element = waiting.take() else { return }
                    let place = element.place
                    let result: Output
                    do {
                        result = try clock.measure(element, { try work($0, note) }) {
                            StageError(stage: name, place: place, underlying: $0)
                        }
                    } catch {
                        order.inTurn(number) {}
                        throw error
                    }
                    let held = Held(result)
                    let isWanted = order.inTurn(number) {
                        guard let result = held.take() else { return false }
                        end(result, note)
                        let bytes = result.byteCount
                        return output.push(result, bytes: bytes)
                    }
                    if !isWanted { return }
                }
            }
        }
    }

    /// A stage that holds frames back: it takes each frame, then gives those that are ready, in order, until it gives
    /// nil; after the last frame it gives all that are left, unless the run has been cancelled.
    package func delay<Input: ~Copyable & QueueElement, Output: ~Copyable & QueueElement>(
        _ name: String, from input: BoundedQueue<Input>, to output: BoundedQueue<Output>,
        make:
            @escaping @Sendable () throws -> (
                take: (consuming Input) throws -> Void, give: (_ isEnd: Bool) throws -> Output?
            )
    ) {
        start(name) { [cancellation] clock in
            defer { output.close() }
            let (take, give) = try make()
            /// False when nobody wants more.
            func giveAll(isEnd: Bool) throws -> Bool {
                while let result = try clock.measure({ try give(isEnd) }) {
                    let bytes = result.byteCount
                    if !output.push(result, bytes: bytes) { return false }
                }
                return true
            }
            while let element = input.pop() {
                let place = element.place
                try clock.measure(element, take) { StageError(stage: name, place: place, underlying: $0) }
                if try !giveAll(isEnd: false) { return }
            }
            // A cancelled queue ends like a drained one.
            if !cancellation.isCancelled { _ = try giveAll(isEnd: true) }
        }
    }

    /// A stage that consumes frames; `finish` runs after the last one, unless the run has failed or been cancelled.
    package func sink<Input: ~Copyable & QueueElement>(
        _ name: String, from input: BoundedQueue<Input>,
        make: @escaping @Sendable () throws -> (write: (consuming Input) throws -> Void, finish: () throws -> Void)
    ) {
        start(name) { [cancellation] clock in
            let (write, finish) = try make()
            while let element = input.pop() {
                let place = element.place
                try clock.measure(element, write) { StageError(stage: name, place: place, underlying: $0) }
            }
            // Some encoders end threads when they hear that no frame follows.
            clock.threads.look()
            // A cancelled queue ends like a drained one.
            if !cancellation.isCancelled { try clock.measure(finish) }
        }
    }

    /// Waits for every stage to end; throws the first error, or `Interrupted` if someone else cancelled.
    package func join() throws -> [StageTime] {
        for thread in threads.withLock({ $0 }) { thread.join() }
        if let error = firstError.withLock({ $0 }) { throw error }
        if cancellation.isCancelled { throw Interrupted() }
        return times.withLock { $0 }
    }

    private func start(
        _ name: String, thread: String? = nil, _ body: @escaping @Sendable (StageClock) throws -> Void
    ) {
        let thread = thread ?? name
        let place = times.withLock { times in
            times.append(StageTime(name: name))
            return times.count - 1
        }
        do throws(ThreadError) {
            let started = try SystemThread { [self] in
                ProcessorTime.named(thread) {
                    let clock = StageClock(thread)
                    do {
                        try body(clock)
                    } catch {
                        fail(error)
                    }
                    clock.threads.look()
                    times.withLock { times in
                        times[place].busy = clock.busy
                        times[place].processor = clock.threads.total
                    }
                }
            }
            threads.withLock { $0.append(started) }
        } catch {
            fail(error)
        }
    }

    private func fail(_ error: any Error) {
        firstError.withLock { first in
            // An error after a cancellation is its echo: a read that was broken off, for instance.
            if first == nil && !cancellation.isCancelled { first = error }
        }
        cancellation.cancel()
    }
}
