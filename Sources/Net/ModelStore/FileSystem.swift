internal import Files
internal import Glibc

/// The few things the store does with files, failures as `ModelStoreError`.
enum FileSystem {
    /// Length in bytes of a regular file; nil if there is none under that name.
    static func byteCount(_ path: String) -> Int? {
        var status = stat()
        guard stat(path.systemPath, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path.systemPath, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Makes the folder and those above it, for the user alone where they are new, as XDG asks.
    static func makeDirectories(_ path: String) throws(ModelStoreError) {
        var prefix = ""
        for part in path.split(separator: "/") {
            prefix += "/\(part)"
            if mkdir(prefix.systemPath, 0o700) != 0, errno != EEXIST {
                throw failure("make the folder", prefix)
            }
        }
    }

    /// True if there was such a file.
    @discardableResult
    static func remove(_ path: String) throws(ModelStoreError) -> Bool {
        if unlink(path.systemPath) == 0 { return true }
        guard errno == ENOENT else { throw failure("remove", path) }
        return false
    }

    /// SHA-256 of a regular file in hexadecimal. Throws `fileSystem` for what cannot be read or is no regular file.
    static func sha256(_ path: String) throws(ModelStoreError) -> String {
        let refusal = "is not a file"
        do throws(FileError) {
            return try SHA256.digest(of: RegularFile(path: path, refusal: refusal))
        } catch {
            let reason = error.reason == refusal ? refusal : "cannot read: \(error.reason)"
            throw ModelStoreError(.fileSystem, operation: "read", path: path, reason: reason)
        }
    }

    /// Calls `body` with one piece of the file after another.
    static func read(
        _ path: String, _ body: (UnsafeRawBufferPointer) throws(ModelStoreError) -> Void
    ) throws(ModelStoreError) {
        let descriptor = open(path.systemPath, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure("read", path) }
        defer { close(descriptor) }
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { chunk.deallocate() }
        while true {
            let count = Glibc.read(descriptor, chunk.baseAddress, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("read", path) }
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
        }
    }

    static func failure(_ operation: String, _ path: String) -> ModelStoreError {
        ModelStoreError(
            .fileSystem, operation: operation, path: path, reason: "cannot \(operation): \(FileError.text(errno))")
    }
}

extension UnfinishedFile {
    /// Begins a file that will be called `path`. Throws `ModelStoreError.fileSystem`, as do the others.
    static func begin(_ path: String, replaces: Bool = true) throws(ModelStoreError) -> UnfinishedFile {
        do throws(FileError) {
            return try UnfinishedFile(path: path, replaces: replaces)
        } catch {
            throw ModelStoreError(error, operation: "write")
        }
    }

    borrowing func append(_ bytes: UnsafeRawBufferPointer) throws(ModelStoreError) {
        do throws(FileError) {
            try write(bytes)
        } catch {
            throw ModelStoreError(error, operation: "write")
        }
    }

    borrowing func append(_ bytes: [UInt8]) throws(ModelStoreError) {
        try bytes.span.bytes.withUnsafeBytes { (raw) throws(ModelStoreError) in try append(raw) }
    }

    /// Puts the file under its name.
    mutating func finish() throws(ModelStoreError) {
        do throws(FileError) {
            try commit()
        } catch {
            throw ModelStoreError(error, operation: "write")
        }
    }
}
