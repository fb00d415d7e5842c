internal import Glibc

/// A thread of its own, made at once or not at all.
///
/// Not a Dispatch queue's: where the system refuses a thread (a limit on processes, or on memory), libdispatch tries
/// again for ever, and whoever waits for the work waits with it.
package struct SystemThread: Sendable {
    private let thread: pthread_t

    /// What a thread is given.
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Begins `body` on a new thread, which bears the name of the one that makes it. Either `join` or `detach` is to
    /// follow. Throws if the system has no more threads to give.
    package init(_ body: @escaping @Sendable () -> Void) throws(ThreadError) {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        guard status == 0 else {
            work.release()
            throw ThreadError(code: status)
        }
        self.thread = thread
    }

    /// Throws if the system would not give so many threads more. They exist at the same time, for a moment.
    ///
    /// For libraries that end the process when they get none, as OpenMP's runtime does.
    package static func check(canMake count: Int) throws(ThreadError) {
        let mayEnd = Monitor(false)
        var threads: [SystemThread] = []
        defer {
            mayEnd.change { $0 = true }
            for thread in threads { thread.join() }
        }
        for _ in 0..<max(0, count) {
            threads.append(try SystemThread { mayEnd.wait { $0 ? () : nil } })
        }
    }

    /// Waits until `body` has ended. To be called once.
    package func join() { pthread_join(thread, nil) }

    /// Nobody will wait for `body`'s end.
    package func detach() { pthread_detach(thread) }
}

/// The system has no more threads to give.
package struct ThreadError: Error, Sendable, CustomStringConvertible {
    /// What `pthread_create` gave.
    let code: CInt

    /// One line with what to look at.
    package var description: String {
        let reason = strerror(code).map { String(cString: $0) } ?? "error \(code)"
        return "cannot make another thread: \(reason); a limit on processes (ulimit -u, pids.max) or on memory "
            + "(ulimit -v) is too low"
    }
}
