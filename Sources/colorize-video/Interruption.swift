import Dispatch
import Glibc
import Pipeline
import Synchronization

/// Turns the first Ctrl-C (or SIGTERM, SIGHUP) into a cancellation, so that nothing half-written remains; a second one
/// ends the process at once.
final class Interruption: Sendable {
    private let flag = Atomic<Bool>(false)

    init(cancellation: Cancellation) {
        let queue = DispatchQueue(label: "colorize-video.signals")
        for number in [SIGINT, SIGTERM, SIGHUP] {
            // The default action must not run before the source sees the signal.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            // The handler keeps its source, and this object, alive until the process ends.
            source.setEventHandler { [self, source] in
                _ = source
                if flag.exchange(true, ordering: .acquiringAndReleasing) { _exit(128 + number) }
                cancellation.cancel()
            }
            source.activate()
        }
    }

    /// Whether there was a signal.
    var hasHappened: Bool { flag.load(ordering: .acquiring) }
}
