internal import Files
internal import Glibc

/// Keeps two processes from changing the store at the same time. The kernel lets go of the lock when the process ends,
/// however it ends; the file stays, since another may be waiting for it.
final class StoreLock: Sendable {
    private let descriptor: CInt

    /// Waits for `patience` if another process has it. Throws `fileSystem`, naming that process.
    init(_ directory: String, patience: Duration) throws(ModelStoreError) {
        let path = "\(directory)/.lock"
        let descriptor = open(path.systemPath, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileSystem.failure("write", path) }
        let end = ContinuousClock.now + patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            if code == EINTR { continue }
            guard code == EWOULDBLOCK else {
                close(descriptor)
                errno = code
                throw FileSystem.failure("lock", path)
            }
            guard ContinuousClock.now < end else {
                let holder = StoreLock.holder(descriptor)
                close(descriptor)
                throw ModelStoreError(
                    .fileSystem, operation: "change the store", path: directory,
                    reason: "another fetch is writing here\(holder.map { " (process \($0))" } ?? "")")
            }
            usleep(20_000)
        }
        self.descriptor = descriptor
        let bytes = Array("\(getpid())\n".utf8)
        // For messages alone: a full disk is found out by what is written next.
        _ = ftruncate(descriptor, 0)
        _ = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    deinit {
        // Not by closing alone: a program that is being started elsewhere holds the descriptor, too, for a moment.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// The process that has the lock, as far as it has said so.
    private static func holder(_ descriptor: CInt) -> pid_t? {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return pid_t(String(decoding: bytes.prefix(max(0, count)).prefix { $0 != 0x0A }, as: UTF8.self))
    }
}
