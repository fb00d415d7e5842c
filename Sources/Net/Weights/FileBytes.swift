internal import Files
internal import Flow
import Glibc

/// A file's bytes, copied into memory as far as they have been asked for: what another program does to the file
/// meanwhile is an error, where touching a mapped file that was cut short would end the process.
///
/// `@unchecked Sendable`: what is written to the copy is written with `blocks` locked, before anyone is lent it.
final class FileBytes: WeightBytes, @unchecked Sendable {
    /// All of the file; zeros where nothing has been loaded.
    let bytes: UnsafeRawBufferPointer
    let path: String?
    private let descriptor: CInt
    private let memory: UnsafeMutableRawPointer
    /// Which blocks have been loaded.
    private let blocks: Guarded<[Bool]>

    private static let blockBytes = 1 << 18

    /// Throws `unreadableFile` for what cannot be opened or is not a regular file, and for an empty file
    /// `malformedWeights`.
    init(path: String) throws(WeightsError) {
        func failure(_ code: WeightsError.Code, _ reason: String) -> WeightsError {
            WeightsError(code, operation: "read weights", path: path, reason: reason)
        }
        // Without O_NONBLOCK opening a named pipe would wait for a writer.
        let descriptor = open(path.systemPath, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw failure(.unreadableFile, String(cString: strerror(errno)))
        }
        var isKept = false
        defer { if !isKept { close(descriptor) } }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw failure(.unreadableFile, String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let isDirectory = status.st_mode & S_IFMT == S_IFDIR
            throw failure(.unreadableFile, isDirectory ? "is a directory, not a weights file" : "is not a regular file")
        }
        guard status.st_size > 0 else {
            throw failure(.malformedWeights, "is empty")
        }
        let count = Int(status.st_size)
        // Costs no memory until it is written to.
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        guard let base = mmap(nil, count, PROT_READ | PROT_WRITE, flags, -1, 0), base != MAP_FAILED else {
            throw failure(.unreadableFile, String(cString: strerror(errno)))
        }
        isKept = true
        self.path = path
        self.descriptor = descriptor
        memory = base
        bytes = UnsafeRawBufferPointer(start: base, count: count)
        blocks = Guarded([Bool](repeating: false, count: (count - 1) / Self.blockBytes + 1))
    }

    func load(_ range: Range<Int>) throws(MalformedWeights) {
        try blocks.withLock { (blocks) throws(MalformedWeights) in try load(range, &blocks) }
    }

    func withBytes<Result>(
        _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Result
    ) throws(MalformedWeights) -> Result {
        try blocks.withLock { (blocks) throws(MalformedWeights) in
            try load(range, &blocks)
            return body(UnsafeRawBufferPointer(rebasing: bytes[range]))
        }
    }

    private func load(_ range: Range<Int>, _ blocks: inout [Bool]) throws(MalformedWeights) {
        guard !range.isEmpty else { return }
        for block in range.lowerBound / Self.blockBytes...(range.upperBound - 1) / Self.blockBytes
        where !blocks[block] {
            var place = block * Self.blockBytes
            let end = min(place + Self.blockBytes, bytes.count)
            while place < end {
                let count = pread(descriptor, memory + place, end - place, off_t(place))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    throw MalformedWeights(
                        count == 0 ? "became shorter while it was read" : String(cString: strerror(errno)))
                }
                place += count
            }
            blocks[block] = true
        }
    }

    /// The copy is made again when it is next asked for.
    func release() {
        blocks.withLock { blocks in
            madvise(memory, bytes.count, MADV_DONTNEED)
            blocks = [Bool](repeating: false, count: blocks.count)
        }
    }

    deinit {
        munmap(memory, bytes.count)
        close(descriptor)
    }
}
