internal import Glibc

/// A program run as a child.
struct ChildProcess {
    /// How it ended.
    enum End: Equatable {
        case exited(CInt)
        /// Killed by a signal.
        case signalled(CInt)
    }

    let end: End
    /// What it said, at most 64 KiB of it.
    let standardError: String

    /// Runs `arguments[0]`, searched for in PATH, and waits for it. Nil if there is no such program.
    ///
    /// `output` gets what the child writes to its standard output, piece by piece; if it throws, the child is ended and
    /// the error thrown. `tick` is called a few times a second meanwhile; if it answers false the child is ended.
    ///
    /// The child outlives this process by no more than it takes it to write: then it finds that nobody reads.
    static func run(
        _ arguments: [String], environment: [String: String],
        output take: (UnsafeRawBufferPointer) throws(ModelStoreError) -> Void, tick: () -> Bool
    ) throws(ModelStoreError) -> ChildProcess? {
        let output = try OutputPipe()
        let errors = try OutputPipe()
        guard let child = try spawn(arguments, environment, output, errors) else { return nil }
        output.closeWriting()
        errors.closeWriting()
        var isWanted = true
        var failure: ModelStoreError?
        var said: [UInt8] = []
        var nextTick = ContinuousClock.now
        while output.isOpen || errors.isOpen {
            OutputPipe.wait(for: [output, errors], milliseconds: 100)
            do throws(ModelStoreError) {
                try output.drain { (bytes) throws(ModelStoreError) in if failure == nil { try take(bytes) } }
                try errors.drain { (bytes) throws(ModelStoreError) in said += bytes.prefix(max(0, 65536 - said.count)) }
            } catch {
                failure = error
            }
            guard isWanted, failure != nil || ContinuousClock.now >= nextTick else { continue }
            nextTick = .now + .milliseconds(100)
            if failure != nil || !tick() {
                isWanted = false
                kill(child, SIGTERM)
            }
        }
        var status: CInt = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        if let failure { throw failure }
        let signal = status & 0x7F
        return ChildProcess(
            end: signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal),
            standardError: String(decoding: said, as: UTF8.self))
    }

    private static func spawn(
        _ arguments: [String], _ environment: [String: String], _ output: OutputPipe, _ errors: OutputPipe
    ) throws(ModelStoreError) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
        posix_spawn_file_actions_adddup2(&actions, errors.writing, 2)

        // What this process blocks would stay so in the child, and Ctrl-C would not end it; what whoever started this
        // process wants ignored is to be ignored by the child, too.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        let argumentStrings = arguments.map { strdup($0) }
        let environmentStrings = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { (argumentStrings + environmentStrings).forEach { free($0) } }
        var child: pid_t = 0
        let status = posix_spawnp(
            &child, arguments[0], &actions, &attributes, argumentStrings + [nil], environmentStrings + [nil])
        if status == ENOENT { return nil }
        guard status == 0 else {
            throw ModelStoreError(
                .fetchFailed, operation: "run \(arguments[0])", reason: String(cString: strerror(status)))
        }
        return child
    }
}

/// What a child writes.
private final class OutputPipe {
    private(set) var reading: CInt
    private(set) var writing: CInt

    var isOpen: Bool { reading >= 0 }

    init() throws(ModelStoreError) {
        var ends: [CInt] = [-1, -1]
        // A pair of sockets, because Swift does not import pipe2 and a pipe could slip into another thread's child.
        let kind = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0, fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 else {
            throw ModelStoreError(.fetchFailed, operation: "make a pipe", reason: String(cString: strerror(errno)))
        }
        reading = ends[0]
        writing = ends[1]
    }

    func closeWriting() {
        if writing >= 0 { close(writing) }
        writing = -1
    }

    /// Gives `take` what is there, but no more than a few pieces at a time; at the end of it the pipe is no longer
    /// open.
    func drain(_ take: (UnsafeRawBufferPointer) throws(ModelStoreError) -> Void) throws(ModelStoreError) {
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 64)
        defer { chunk.deallocate() }
        for _ in 0..<16 where isOpen {
            let count = read(reading, chunk.baseAddress, chunk.count)
            if count > 0 {
                try take(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
            } else if count < 0, errno == EAGAIN || errno == EINTR {
                return
            } else {
                close(reading)
                reading = -1
            }
        }
    }

    static func wait(for pipes: [OutputPipe], milliseconds: CInt) {
        var events = pipes.filter(\.isOpen).map { pollfd(fd: $0.reading, events: Int16(POLLIN), revents: 0) }
        _ = poll(&events, nfds_t(events.count), milliseconds)
    }

    deinit {
        closeWriting()
        if reading >= 0 { close(reading) }
    }
}
