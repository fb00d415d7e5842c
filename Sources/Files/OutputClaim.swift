internal import Flow
internal import Glibc

/// The right to write one output, which one process has at a time: a small hidden file in the output's folder,
/// `.colorize-video-HASH.lock`, that is locked as long as the process lives.
///
/// It names the process and the unfinished file that this process writes. The kernel lets go of the lock when the
/// process ends, however it ends; so whoever gets the lock of a file that is there knows that the file that it names is
/// a leftover, and removes it. Nothing else is ever removed.
///
/// Locks are flock's: on NFS the kernel turns them into locks of the server. Where a file system has none, the process
/// named in the file is looked for instead.
package final class OutputClaim: Sendable {
    let folder: OpenFolder
    /// Name of the lock file.
    let lockName: String
    /// What the names of all files for this output begin with.
    private let stem: String
    private let descriptor: CInt
    private let unfinishedName = Guarded<String?>(nil)

    private static let prefix = ".colorize-video-"
    private static let lockSuffix = ".lock"
    /// Of a record; whatever is longer is none.
    private static let mostBytes = 1024

    /// Claims the output called `name` in `folder`. For pictures that are written one after another `name` is that of
    /// the first, and `isSequence` says so. A folder that was made for them (`isNewFolder`) goes with them if the
    /// process has to end at once and nothing else is in it.
    ///
    /// Throws `busy`, naming the process, if another has it, and `system` if the folder cannot be written.
    package init(
        folder: OpenFolder, name: String, isSequence: Bool = false, isNewFolder: Bool = false
    ) throws(FileError) {
        let stem = OutputClaim.prefix + (isSequence ? "s" : "f") + OutputClaim.hash(name)
        let lockName = stem + OutputClaim.lockSuffix
        let path = folder.path(of: name)
        guard let descriptor = try OutputClaim.lock(lockName, stem: stem, in: folder, path: path, creates: true) else {
            throw OutputClaim.busy(path, nil)
        }
        self.stem = stem
        self.lockName = lockName
        self.folder = folder
        self.descriptor = descriptor
        if isSequence { OutputClaim.clearSequences(in: folder, except: lockName) }
        UnfinishedWork.add(self, inNewFolder: isNewFolder)
        try record(nil)
    }

    deinit {
        UnfinishedWork.remove(self)
        // While it is locked: whoever opened it before and gets the lock sees that it has no name any more.
        folder.remove(lockName)
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// The name of a hidden file about the pictures of which the first is called `name`, beside them.
    package static func noteName(for name: String) -> String { prefix + "s" + hash(name) + ".plan" }

    /// A new name for an unfinished file, which is recorded as this process's.
    func begin() throws(FileError) -> String {
        let name = stem + "-" + OutputClaim.digits(UInt64.random(in: .min ... .max), 8)
        do throws(FileError) {
            try record(name)
            guard UnfinishedWork.begin(name, of: self) else {
                throw FileError(.system(EINTR), path: folder.path, reason: "interrupted")
            }
        } catch {
            if error.kind != .busy { end(name) }
            throw error
        }
        return name
    }

    /// The unfinished file has got its own name, or is gone.
    func end(_ name: String) {
        UnfinishedWork.end(name, of: self)
        unfinishedName.withLock { $0 = nil }
    }

    private func record(_ name: String?) throws(FileError) {
        let isFree = unfinishedName.withLock { current in
            if current != nil { return false }
            current = name
            return true
        }
        guard isFree else {
            throw FileError(.busy, path: folder.path(of: lockName), reason: "is written by this process already")
        }
        let text = Record(process: getpid(), host: OutputClaim.host, unfinishedName: name).text
        let bytes = Array(text.utf8)
        let count = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard count == bytes.count, ftruncate(descriptor, off_t(count)) == 0 else {
            throw FileError("write", path: folder.path(of: lockName), code: count < 0 ? errno : ENOSPC)
        }
    }

    /// Opens and locks the lock file and removes what a process that has ended left; nil if `creates` is false and
    /// there is no such file.
    private static func lock(
        _ lockName: String, stem: String, in folder: OpenFolder, path: String, creates: Bool
    ) throws(FileError) -> CInt? {
        let lockPath = folder.path(of: lockName)
        // Each turn but the last means that another process has just finished.
        for _ in 0..<100 {
            let flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | (creates ? O_CREAT : 0)
            let descriptor = openat(folder.descriptor, lockName.systemPath, flags, 0o600)
            guard descriptor >= 0 else {
                if errno == ENOENT && !creates { return nil }
                throw FileError("create a file in the folder", path: folder.path, code: errno)
            }
            var isKept = false
            defer { if !isKept { close(descriptor) } }
            var status = stat()
            guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_nlink <= 1 else {
                throw FileError(.unsuitable, path: lockPath, reason: "is in the way: it is no file of this program")
            }
            let isLocked = flock(descriptor, LOCK_EX | LOCK_NB) == 0
            if !isLocked && errno == EWOULDBLOCK { throw busy(path, holder(of: descriptor)) }
            let record = try Record.read(descriptor, path: lockPath)
            if !isLocked, let record, record.isAlive { throw busy(path, record) }
            guard case .success(let named) = folder.status(of: lockName, followsLinks: false),
                named.st_ino == status.st_ino, named.st_dev == status.st_dev
            else { continue }
            // Bytes: for Swift a slash and a combining mark after it are one character, and no slash.
            if let leftover = record?.unfinishedName, leftover.hasPrefix(stem + "-"),
                !leftover.utf8.contains(UInt8(ascii: "/"))
            {
                folder.remove(leftover)
            }
            isKept = true
            return descriptor
        }
        throw busy(path, nil)
    }

    /// What killed runs left of sequences in this folder.
    private static func clearSequences(in folder: OpenFolder, except own: String) {
        for name in folder.names(withPrefix: prefix + "s") where name.hasSuffix(lockSuffix) && name != own {
            let stem = String(name.dropLast(lockSuffix.count))
            do throws(FileError) {
                guard let descriptor = try lock(name, stem: stem, in: folder, path: name, creates: false) else {
                    continue
                }
                folder.remove(name)
                close(descriptor)
            } catch {
                // Another run is at work on other pictures of this folder.
                continue
            }
        }
    }

    /// Removes what a killed run to the output called `name` left, if there is anything and no run is at work on it.
    package static func clearLeftovers(of name: String, in folder: OpenFolder) throws(FileError) {
        let stem = prefix + "f" + hash(name)
        let lockName = stem + lockSuffix
        guard let descriptor = try lock(lockName, stem: stem, in: folder, path: folder.path(of: name), creates: false)
        else { return }
        folder.remove(lockName)
        close(descriptor)
    }

    /// Who holds a lock, as far as its file says already.
    private static func holder(of descriptor: CInt) -> Record? {
        for _ in 0..<10 {
            if case .success(let record?) = Record.result(of: descriptor, path: "") { return record }
            usleep(20_000)
        }
        return nil
    }

    private static func busy(_ path: String, _ record: Record?) -> FileError {
        let process = record.map { record in
            " (process \(record.process)\(record.host == host ? "" : " on \(record.host)"))"
        }
        return FileError(.busy, path: path, reason: "is being written by another run\(process ?? "")")
    }

    /// This machine's name.
    package static let host: String = {
        var bytes = [CChar](repeating: 0, count: 256)
        gethostname(&bytes, bytes.count - 1)
        let name = String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return name.isEmpty || name.contains(where: \.isWhitespace) ? "unknown" : name
    }()

    /// FNV-1a of the name's bytes: names of 255 bytes leave no room to add anything to them.
    private static func hash(_ name: String) -> String {
        let value = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return digits(value, 16)
    }

    /// The last `count` hexadecimal digits of `value`.
    private static func digits(_ value: UInt64, _ count: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, count - text.count)) + text.suffix(count)
    }

    /// What a lock file says.
    struct Record: Equatable {
        let process: pid_t
        let host: String
        let unfinishedName: String?

        private static let title = "colorize-video is writing here"

        var text: String { "\(Record.title)\n\(process)\n\(host)\n\(unfinishedName ?? "")\n" }

        init(process: pid_t, host: String, unfinishedName: String?) {
            self.process = process
            self.host = host
            self.unfinishedName = unfinishedName
        }

        /// nil for any other text.
        init?(_ text: String) {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            guard lines.count == 5, lines[0] == Record.title, let process = pid_t(lines[1]), process > 0 else {
                return nil
            }
            self.init(
                process: process, host: String(lines[2]), unfinishedName: lines[3].isEmpty ? nil : String(lines[3]))
        }

        /// Whether the process is there, as far as this machine can tell.
        var isAlive: Bool { host != OutputClaim.host || kill(process, 0) == 0 || errno == EPERM }

        /// nil for an empty file, which a process left that was killed early.
        static func read(_ descriptor: CInt, path: String) throws(FileError) -> Record? {
            try result(of: descriptor, path: path).get()
        }

        fileprivate static func result(of descriptor: CInt, path: String) -> Result<Record?, FileError> {
            var bytes = [UInt8](repeating: 0, count: OutputClaim.mostBytes)
            let count = pread(descriptor, &bytes, bytes.count, 0)
            guard count >= 0 else { return .failure(FileError("read", path: path, code: errno)) }
            if count == 0 { return .success(nil) }
            guard let record = Record(String(decoding: bytes.prefix(count), as: UTF8.self)) else {
                return .failure(
                    FileError(.unsuitable, path: path, reason: "is in the way: it is no file of this program"))
            }
            return .success(record)
        }
    }
}
