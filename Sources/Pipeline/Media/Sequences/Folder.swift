internal import Files
internal import Glibc

/// What the pipeline needs to know about paths.
package enum Folder {
    /// What a path is.
    package enum Kind {
        case missing, file, folder
    }

    package static func kind(of path: String) -> Kind {
        var status = stat()
        guard stat(path.systemPath, &status) == 0 else { return .missing }
        return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
    }

    /// Whether two paths lead to the same file or folder, whatever links are on the way.
    package static func isSame(_ first: String, _ second: String) -> Bool {
        var a = stat()
        var b = stat()
        guard stat(first.systemPath, &a) == 0, stat(second.systemPath, &b) == 0 else { return false }
        return a.st_dev == b.st_dev && a.st_ino == b.st_ino
    }

    /// Whether the path is a link, wherever it leads.
    package static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path.systemPath, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// Bytes of the file at `path`; nil if there is none.
    package static func fileSize(of path: String) -> Int? {
        var status = stat()
        guard stat(path.systemPath, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// Bytes that may still be written into the folder at `path`; nil if the system does not say.
    package static func freeBytes(of path: String) -> Double? {
        var status = statvfs()
        guard statvfs(path.systemPath, &status) == 0 else { return nil }
        return Double(status.f_bavail) * Double(status.f_frsize)
    }

    /// Removes the file at `path`, if there is one.
    package static func removeFile(_ path: String) { unlink(path.systemPath) }

    /// The names in a folder in natural order, without hidden ones unless they are asked for.
    package static func entries(of path: String, hidden: Bool = false) throws(MediaError) -> [String] {
        guard let stream = opendir(path.systemPath) else {
            throw MediaError(.badInput, path: path, reason: FileError.text(errno))
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = String(entryName: entry)
            if name == "." || name == ".." { continue }
            if hidden || name.utf8.first != UInt8(ascii: ".") { names.append(name) }
        }
        return names.sorted(by: FrameNaming.naturalOrder)
    }

    /// Makes the folder if it is missing; true if it was.
    package static func create(_ path: String) throws(MediaError) -> Bool {
        if mkdir(path.systemPath, 0o777) == 0 { return true }
        if errno == EEXIST && kind(of: path) == .folder { return false }
        throw MediaError(.writing, path: path, reason: "cannot make the folder: \(FileError.text(errno))")
    }

    /// Makes the folder and those above it that are missing; gives those that were, outermost first.
    package static func createAll(_ path: String) throws(MediaError) -> [String] {
        guard kind(of: path) == .missing else { return [] }
        let made = try createAll(FrameNaming.splitPath(FrameNaming.folder(path)).folder)
        return try create(path) ? made + [path] : made
    }

    /// Removes the folder if it is empty.
    package static func removeIfEmpty(_ path: String) { rmdir(path.systemPath) }
}
