import Files
import Flow
import Glibc
import Synchronization

/// Turns the first Ctrl-C (or SIGTERM, SIGHUP) into a cancellation. What does not end by that in a moment, because it
/// waits for a pipe or a disk, is left to the system: the unfinished files are removed and the process ends. So does a
/// second signal. Signals that were ignored when the process began (`nohup`, background jobs of a script) stay ignored.
final class Interruption: Sendable {
    /// The process has one.
    static let shared = Interruption()

    /// Cancelled by the first signal.
    let cancellation = Cancellation()

    private let flag = Atomic<Bool>(false)
    private let hasComplained = Atomic<Bool>(false)
    /// What is kept if the run is broken off now.
    private let kept = Guarded<String?>(nil)
    /// The same of the films of a batch before this one.
    private let keptFilms = Guarded<String?>(nil)

    /// How long work has to end by itself.
    private static let graceNanoseconds = 600_000_000

    private init() {}

    /// Begins to watch, on a thread of its own. To be called before any other thread is made: they inherit that the
    /// signals are not theirs. Throws if there can be no such thread.
    func start() throws(ThreadError) {
        // Fails only for an unknown first argument.
        pthread_sigmask(SIG_BLOCK, [Interruption.signals], nil)
        try SystemThread { Interruption.shared.watch() }.detach()
    }

    /// Those that are to be acted upon.
    private static var signals: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            var action = sigaction()
            sigaction(number, nil, &action)
            // SIG_IGN, which Swift does not compare, is 1.
            if unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) != 1 { sigaddset(&signals, number) }
        }
        return signals
    }

    private func watch() {
        var signals = Interruption.signals
        var number: CInt = 0
        while sigwait(&signals, &number) != 0 {}
        flag.store(true, ordering: .releasing)
        cancellation.cancel()
        var grace = timespec(tv_sec: 0, tv_nsec: Interruption.graceNanoseconds)
        let second = sigtimedwait(&signals, nil, &grace)
        UnfinishedWork.abandonAll()
        complain()
        _exit(second > 0 ? 128 + second : 130)
    }

    /// Remembers what is kept if the run is broken off; nil for nothing.
    func keep(_ line: String?) { kept.withLock { $0 = line } }

    /// Remembers what of a batch is done if it is broken off; nil for nothing.
    func keep(films line: String?) { keptFilms.withLock { $0 = line } }

    /// A complaint, and what is kept all the same.
    func withWhatIsKept(_ complaint: String) -> String {
        ([complaint] + [kept.withLock { $0 }].compactMap(\.self)).joined(separator: "; ")
    }

    /// Whether there was a signal.
    var hasHappened: Bool { flag.load(ordering: .acquiring) }

    /// Says so, once, unless nobody reads what is said.
    func complain() {
        var errors = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        guard !hasComplained.exchange(true, ordering: .acquiringAndReleasing), poll(&errors, 1, 0) == 1 else { return }
        let films = keptFilms.withLock { $0 }
        StandardError.complain(
            ([withWhatIsKept(Interrupted().description)] + [films].compactMap(\.self)).joined(separator: "; "))
    }
}
