internal import Glibc

/// A file that is open for reading; pipes, devices and folders are none, since they might never end, or never begin.
package struct RegularFile: ~Copyable {
    /// As it was opened; another program may change it meanwhile.
    package let byteCount: Int
    private let path: String
    private let descriptor: CInt

    /// Throws `FileError.unreadable` for what cannot be opened and, with `refusal` as its reason, for what is no
    /// regular file.
    package init(path: String, refusal: String) throws(FileError) {
        // Without O_NONBLOCK opening a pipe waits for somebody who writes to it.
        let descriptor = open(path.systemPath, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileError(.unreadable, path: path, reason: FileError.text(errno)) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FileError(.unreadable, path: path, reason: refusal)
        }
        self.path = path
        self.descriptor = descriptor
        byteCount = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// Reads on, at most `count` bytes; gives how many there were, 0 at the end. Throws `FileError.unreadable`.
    package borrowing func read(into bytes: UnsafeMutablePointer<UInt8>, count: Int) throws(FileError) -> Int {
        while true {
            let result = Glibc.read(descriptor, bytes, count)
            if result >= 0 { return result }
            if errno != EINTR { throw FileError(.unreadable, path: path, reason: FileError.text(errno)) }
        }
    }

    /// The bytes from `offset` on, at most `count`; fewer at the end of the file. Throws `FileError.unreadable`.
    package borrowing func bytes(from offset: Int64, count: Int) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let result = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset) + off_t(filled))
            }
            if result == 0 { break }
            if result > 0 {
                filled += result
            } else if errno != EINTR {
                throw FileError(.unreadable, path: path, reason: FileError.text(errno))
            }
        }
        bytes.removeLast(count - filled)
        return bytes
    }
}
