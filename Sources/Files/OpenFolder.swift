internal import Glibc

/// A folder held open: what is done in it stays in it, whatever becomes of its path meanwhile.
package final class OpenFolder: Sendable {
    /// As the user wrote it; "." if no folder was named.
    package let path: String
    let descriptor: CInt
    /// Whether its entries can be listed and flushed. A folder that may be written but not read cannot.
    private let isReadable: Bool

    /// Opens the folder. Throws if there is none or if it cannot be entered.
    package init(_ path: String) throws(FileError) {
        var descriptor = open(path.systemPath, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        isReadable = descriptor >= 0
        if descriptor < 0 && errno == EACCES {
            descriptor = open(path.systemPath, CInt(OpenFolder.pathOnly) | O_DIRECTORY | O_CLOEXEC)
        }
        guard descriptor >= 0 else { throw FileError("open the folder", path: path, code: errno) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// O_PATH, which Glibc's module lacks.
    private static let pathOnly = 0o10000000

    /// The folder and the name of a path; the folder is "." if none is named.
    package static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
        // A byte further: for Swift a slash and a combining mark after it are one character.
        let name = String(path[path.utf8.index(after: slash)...])
        return (slash == path.startIndex ? "/" : String(path[..<slash]), name)
    }

    /// The path of an entry.
    func path(of name: String) -> String { OpenFolder.join(path, name) }

    /// The path of `name` from the folder `folder`.
    static func join(_ folder: String, _ name: String) -> String {
        folder == "." ? name : folder.utf8.last == UInt8(ascii: "/") ? folder + name : "\(folder)/\(name)"
    }

    /// What has the name. `followsLinks` says whether a link is taken for what it leads to.
    func status(of name: String, followsLinks: Bool) -> Result<stat, ErrnoValue> {
        var status = stat()
        let flags = followsLinks ? 0 : AT_SYMLINK_NOFOLLOW
        guard fstatat(descriptor, name.systemPath, &status, flags) == 0 else {
            return .failure(ErrnoValue(code: errno))
        }
        return .success(status)
    }

    /// True if the name was there and is gone.
    @discardableResult
    func remove(_ name: String) -> Bool { unlinkat(descriptor, name.systemPath, 0) == 0 }

    /// Makes the folder's entries survive a power cut. Throws if that failed; where it cannot be asked for, nothing
    /// happens.
    func flush() throws(FileError) {
        guard isReadable, fsync(descriptor) != 0 else { return }
        let code = errno
        guard code == EINVAL || code == ENOTSUP || code == EROFS else {
            throw FileError("flush the folder", path: path, code: code)
        }
    }

    /// Gives the file called `name`, which must be complete, its final name for good, in place of any other.
    package func publish(_ name: String, as finalName: String) throws(FileError) {
        let descriptor = openat(self.descriptor, name.systemPath, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("read", path: path(of: name), code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP,
            renameat(self.descriptor, name.systemPath, self.descriptor, finalName.systemPath) == 0
        else { throw FileError("write", path: path(of: finalName), code: errno) }
        try flush()
    }

    /// The names that begin with `prefix`; empty if the folder cannot be listed.
    func names(withPrefix prefix: String) -> [String] {
        guard isReadable else { return [] }
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = fdopendir(copy) else {
            if copy >= 0 { close(copy) }
            return []
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = String(entryName: entry)
            if name.hasPrefix(prefix) { names.append(name) }
        }
        return names
    }
}

/// A system call's errno as an error value.
struct ErrnoValue: Error {
    let code: CInt
}
