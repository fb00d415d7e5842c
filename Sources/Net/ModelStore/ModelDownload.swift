internal import Files
internal import Glibc
internal import Net
internal import Weights

/// One file fetched over HTTP into its partial file, from whichever of its addresses gives it, and compared with its
/// SHA-256.
///
/// The transfer itself is left to the curl program. It resumes, follows redirects, times out and speaks TLS through
/// whatever proxy and certificates this machine is set up with, and it is only ever run here: linked in, libcurl would
/// have to be on every machine that only colours films, and URLSession would bring all of Foundation besides.
struct ModelDownload {
    let model: KnownModel
    let addresses: [String]
    let partialPath: String
    let environment: [String: String]
    /// The curl program: a name to search PATH for, or a path.
    let curl: String
    /// Asked a few times a second whether to break off.
    let isCancelled: () -> Bool
    /// Called a few times a second.
    let report: (ModelFetchProgress) -> Void

    /// How a single transfer ended.
    private enum Outcome {
        /// The file is whole, and what it should be.
        case done
        /// The transfer broke off; what arrived is kept.
        case broken(String)
        /// What is in the partial file cannot be continued, or is not the model: it has been removed.
        case discarded(String)
        /// The address does not have the file.
        case refused(String)
    }

    /// How often a transfer from one address goes on where it broke off.
    private static let continuations = 3

    /// Leaves the whole, checked file at `partialPath`, or throws one line that says of each address why not.
    func run() throws(ModelStoreError) {
        var failures: [String] = []
        for address in addresses {
            if let failure = try fetch(from: address) {
                failures.append("\(Self.host(of: address)): \(failure)")
            } else {
                return
            }
        }
        let kept = FileSystem.byteCount(partialPath) ?? 0
        if kept > 0 {
            failures.append("\(kept) of \(model.byteCount) bytes are kept and the next fetch goes on from there")
        }
        throw ModelStoreError(.fetchFailed, operation: "fetch \(model.name)", reason: failures.joined(separator: "; "))
    }

    /// Why this address did not give the file; nil if it did.
    private func fetch(from address: String) throws(ModelStoreError) -> String? {
        var failure = "nothing arrived"
        var before = FileSystem.byteCount(partialPath) ?? 0
        var mayStartAfresh = before > 0
        var remaining = Self.continuations
        while remaining >= 0 {
            remaining -= 1
            switch try transfer(from: address, resuming: before > 0) {
            case .done: return nil
            case .refused(let reason): return reason
            case .discarded(let reason):
                // What was kept from before may be what was wrong.
                guard mayStartAfresh else { return reason }
                mayStartAfresh = false
                failure = reason
                before = 0
            case .broken(let reason):
                let now = FileSystem.byteCount(partialPath) ?? 0
                guard now > before else { return reason }
                mayStartAfresh = true
                failure = reason
                before = now
            }
        }
        return failure
    }

    private func transfer(from address: String, resuming: Bool) throws(ModelStoreError) -> Outcome {
        if resuming, let count = FileSystem.byteCount(partialPath), count >= model.byteCount {
            return try check(count)
        }
        let arguments =
            [
                curl, "--silent", "--show-error", "--fail", "--location", "--max-redirs", "5",
                "--proto", "=http,https", "--proto-redir", "=http,https",
                "--connect-timeout", "20", "--speed-limit", "1024", "--speed-time", "60",
                "--max-filesize", "\(model.byteCount)", "--write-out", "%{stderr}\n\(Self.statusMark)%{http_code}\n",
            ] + (resuming ? ["--continue-at", "\(FileSystem.byteCount(partialPath) ?? 0)"] : []) + ["--url", address]
        let partial = PartialDownload(partialPath, resuming: resuming)
        var isTooLong = false
        let child = try ChildProcess.run(
            arguments, environment: environment,
            output: { (bytes) throws(ModelStoreError) in
                isTooLong = isTooLong || partial.byteCount + bytes.count > model.byteCount
                if !isTooLong { try partial.append(bytes) }
            },
            tick: {
                report(ModelFetchProgress(byteCount: partial.byteCount, totalByteCount: model.byteCount))
                return !isTooLong && !isCancelled()
            })
        if isCancelled() { throw interrupted }
        guard let child else {
            throw ModelStoreError(
                .fetchFailed, operation: "fetch \(model.name)",
                reason: "there is no curl program to download with; install it (apt install curl)")
        }
        if isTooLong { return try discard(tooLong) }
        return try outcome(of: child)
    }

    private func outcome(of child: ChildProcess) throws(ModelStoreError) -> Outcome {
        let status = child.standardError.split(whereSeparator: \.isNewline).last { $0.hasPrefix(Self.statusMark) }?
            .dropFirst(Self.statusMark.count)
        let message = Self.message(child.standardError)
        switch child.end {
        case .exited(0):
            return try check(FileSystem.byteCount(partialPath) ?? 0)
        case .exited(22) where status == "416":
            return try discard("it cannot continue what is there")
        case .exited(22):
            // 000: it was a proxy that refused, before the address was asked.
            return .refused(status == "000" ? message : "HTTP status \(status ?? "none")")
        case .exited(33):
            return try discard("it cannot continue where a transfer broke off")
        case .exited(63):
            // By the length it announces; with curl 8.4 and later also by what arrives.
            return try discard(tooLong)
        case .exited(18), .exited(28), .exited(52), .exited(55), .exited(56), .exited(92):
            // A partial file, a timeout, nothing, a broken connection, a broken HTTP/2 stream.
            return .broken(message)
        case .exited:
            return .refused(message)
        case .signalled(SIGINT), .signalled(SIGTERM), .signalled(SIGHUP):
            throw interrupted
        case .signalled(let signal):
            return .refused("curl was ended by signal \(signal)")
        }
    }

    private var tooLong: String { "it sends more than \(model.byteCount) bytes" }

    private var interrupted: ModelStoreError {
        ModelStoreError(.interrupted, operation: "fetch \(model.name)", reason: "interrupted")
    }

    /// What stands before the HTTP status among curl's messages.
    private static let statusMark = "status "

    /// Length and digest of what arrived.
    private func check(_ count: Int) throws(ModelStoreError) -> Outcome {
        guard count == model.byteCount else {
            return try discard("it has \(count) bytes where the model has \(model.byteCount)")
        }
        report(ModelFetchProgress(byteCount: count, totalByteCount: count))
        let digest = try FileSystem.sha256(partialPath)
        guard digest == model.file.sha256 else {
            return try discard("its SHA-256 is \(digest), which is not the model's")
        }
        return .done
    }

    private func discard(_ reason: String) throws(ModelStoreError) -> Outcome {
        try FileSystem.remove(partialPath)
        return .discarded(reason)
    }

    /// "curl: (6) Could not resolve host: example.org" without its beginning, on one line.
    private static func message(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).first(where: { $0.hasPrefix("curl: (") }) ?? "curl failed"
        guard let end = line.firstIndex(of: ")") else { return String(line) }
        return MalformedWeights.printable(String(line[end...].dropFirst().drop { $0 == " " }))
    }

    private static func host(of address: String) -> String {
        let parts = address.split(separator: "/", maxSplits: 2)
        return parts.count > 1 ? String(parts[1]) : address
    }
}

/// The file that a download goes to, under a name that the next fetch finds again. It is made when the first byte
/// comes. The store's lock is held.
private final class PartialDownload {
    private(set) var byteCount: Int
    private var descriptor: CInt = -1
    private let path: String
    private let isResuming: Bool

    init(_ path: String, resuming: Bool) {
        byteCount = resuming ? FileSystem.byteCount(path) ?? 0 : 0
        self.path = path
        isResuming = resuming
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func append(_ bytes: UnsafeRawBufferPointer) throws(ModelStoreError) {
        if descriptor < 0 {
            let flags = O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
            descriptor = open(path.systemPath, flags | (isResuming ? 0 : O_TRUNC), 0o666)
            guard descriptor >= 0 else { throw FileSystem.failure("write", path) }
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileSystem.failure("write", path) }
            rest = rest.dropFirst(count)
            byteCount += count
        }
    }
}

/// How far a download is.
package struct ModelFetchProgress: Sendable, Equatable {
    /// Bytes that are there, those of an earlier try included.
    package let byteCount: Int
    /// Bytes the file has.
    package let totalByteCount: Int
}
