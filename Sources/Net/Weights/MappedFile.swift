import Glibc

/// A file mapped into memory, read-only, unmapped when the last reference goes.
///
/// Known risk: when another program cuts the file short while it is mapped, touching the lost part ends the process
/// (SIGBUS). Replacing the file by renaming another over it, which is what `ModelStore` does, is harmless.
///
/// `@unchecked Sendable`: both properties are constants and nobody writes to the mapped bytes.
final class MappedFile: WeightBytes, @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer

    /// Throws `unreadableFile` for what cannot be opened or is not a regular file, and for an empty file
    /// `malformedWeights`.
    init(path: String) throws(NetError) {
        func failure(_ code: NetError.Code, _ reason: String) -> NetError {
            NetError(code, operation: "read weights", path: path, reason: reason)
        }
        // Without O_NONBLOCK opening a named pipe would wait for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw failure(.unreadableFile, String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
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
        guard let base = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
            throw failure(.unreadableFile, String(cString: strerror(errno)))
        }
        bytes = UnsafeRawBufferPointer(start: base, count: count)
    }

    /// The pages come back from the file when they are next touched.
    func release() {
        madvise(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count, MADV_DONTNEED)
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    }
}
