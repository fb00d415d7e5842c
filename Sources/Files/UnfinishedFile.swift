internal import FilesShim
internal import Glibc

/// A file that is being written: under a name of its own beside the one it is to have, which it gets when it is
/// complete and on disk. If that never happens, it is removed: by `deinit`, or by the next run to the same output if
/// this process is killed.
///
/// The name is hidden, short and unique; the file is made with O_EXCL and O_NOFOLLOW, so that nothing that is there is
/// ever written to. While it exists, a second file for the same output is refused (see `OutputClaim`).
package struct UnfinishedFile: ~Copyable {
    /// The path that the file will have, as the user wrote it.
    package let path: String
    /// Where it can be read until then.
    package let writingPath: String
    /// Open for reading and writing; belongs to this value, which closes it.
    package let descriptor: CInt
    private let claim: OutputClaim
    private let finalName: String
    private let unfinishedName: String
    private let replaces: Bool
    private var isCommitted = false

    /// Begins a file that will be called `path`. With `replaces` it may take the place of a file, whose permissions it
    /// gets; without, whatever has that name when it is complete stays.
    ///
    /// Throws `exists`, `busy` (naming the process that writes the same output), `unsuitable` for what is no file and
    /// must not be replaced by one, and `system` if the folder is missing or cannot be written, or the name is too
    /// long.
    package init(path: String, replaces: Bool) throws(FileError) {
        let (folderPath, name) = OpenFolder.split(path)
        let folder = try OpenFolder(folderPath)
        _ = try UnfinishedFile.replaced(name, in: folder, path: path, replaces: replaces)
        try self.init(path: path, replaces: replaces, claim: OutputClaim(folder: folder, name: name))
    }

    /// Likewise, as one of several files that are written one after another under one claim, in the claim's folder.
    package init(path: String, replaces: Bool, claim: OutputClaim) throws(FileError) {
        let name = OpenFolder.split(path).name
        let replaced = try UnfinishedFile.replaced(name, in: claim.folder, path: path, replaces: replaces)
        let unfinishedName = try claim.begin()
        // Not for others' eyes before it has the permissions of what it replaces.
        let descriptor = openat(
            claim.folder.descriptor, unfinishedName.systemPath, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
            replaced == nil ? 0o666 : 0o600)
        guard descriptor >= 0 else {
            let code = errno
            claim.end(unfinishedName)
            throw FileError("create a file in the folder", path: claim.folder.path, code: code)
        }
        self.path = path
        self.replaces = replaces
        self.claim = claim
        self.descriptor = descriptor
        self.unfinishedName = unfinishedName
        finalName = name
        writingPath = claim.folder.path(of: unfinishedName)
    }

    deinit {
        if !isCommitted { claim.folder.remove(unfinishedName) }
        claim.end(unfinishedName)
        close(descriptor)
    }

    /// Appends bytes.
    package borrowing func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw FileError("write", path: path, code: errno)
            }
        }
    }

    /// Appends bytes.
    package borrowing func write(_ bytes: [UInt8]) throws(FileError) {
        try bytes.span.bytes.withUnsafeBytes { (raw) throws(FileError) in try write(raw) }
    }

    /// The file as it is now, which it still is under its final name.
    package var stamp: FileStamp? { FileStamp(descriptor: descriptor) }

    /// Gives the complete file its name, for good: when this returns, it is on disk.
    ///
    /// Throws as `init` does; then the file is removed, and what has the name stays as it is.
    package mutating func commit() throws(FileError) {
        try commit(by: Naming.allCases)
    }

    /// How a file gets a name that nothing has, in the order of trying.
    enum Naming: CaseIterable {
        /// In one step that fails if the name is taken.
        case rename
        /// The same, for file systems that do not know the first: NFS, for one.
        case link
        /// Not quite: the name might be taken between looking and renaming. For file systems that know neither.
        case lookAndRename
    }

    mutating func commit(by ways: [Naming]) throws(FileError) {
        let folder = claim.folder
        if let replaced = try UnfinishedFile.replaced(finalName, in: folder, path: path, replaces: replaces) {
            // Only root and members of the group may; whoever may not is the owner of what he writes.
            _ = fchown(descriptor, replaced.st_uid, replaced.st_gid)
            guard fchmod(descriptor, replaced.st_mode & 0o777) == 0 || errno == EPERM || errno == ENOTSUP else {
                throw FileError("keep the permissions", path: path, code: errno)
            }
        }
        // Where a file system cannot flush it says so; a full disk shows here at the latest.
        while fsync(descriptor) != 0 {
            let code = errno
            if code == EINTR { continue }
            if code == EINVAL || code == ENOTSUP { break }
            throw FileError("write", path: path, code: code)
        }
        let code = replaces ? rename() : nameAnew(by: ways)
        if code == EEXIST { throw UnfinishedFile.exists(path) }
        if code != 0 { throw FileError("give the finished file its name", path: path, code: code) }
        isCommitted = true
        try folder.flush()
    }

    /// 0, or the errno of what failed.
    private func rename() -> CInt {
        let folder = claim.folder.descriptor
        return renameat(folder, unfinishedName.systemPath, folder, finalName.systemPath) == 0 ? 0 : errno
    }

    private func nameAnew(by ways: [Naming]) -> CInt {
        var code = EINVAL
        for way in ways {
            switch way {
            case .rename:
                code = shim_rename_to_new_name(
                    claim.folder.descriptor, unfinishedName.systemPath, finalName.systemPath)
            case .link:
                let folder = claim.folder.descriptor
                code = linkat(folder, unfinishedName.systemPath, folder, finalName.systemPath, 0) == 0 ? 0 : errno
                if code == 0 { claim.folder.remove(unfinishedName) }
            case .lookAndRename:
                switch claim.folder.status(of: finalName, followsLinks: false) {
                case .success: code = EEXIST
                case .failure(let error): code = error.code == ENOENT ? rename() : error.code
                }
            }
            guard [EINVAL, ENOSYS, ENOTSUP, EPERM, EMLINK].contains(code) else { return code }
        }
        return code
    }

    /// The file that would be replaced; nil if nothing has the name. Throws if it must stay.
    private static func replaced(
        _ name: String, in folder: OpenFolder, path: String, replaces: Bool
    ) throws(FileError) -> stat? {
        guard !name.isEmpty, name != ".", name != ".." else {
            throw FileError(.unsuitable, path: path, reason: "is a folder")
        }
        switch folder.status(of: name, followsLinks: false) {
        case .failure(let error) where error.code == ENOENT: return nil
        case .failure(let error): throw FileError("write", path: path, code: error.code)
        case .success where !replaces: throw exists(path)
        case .success(let own):
            // A link is replaced itself; what it leads to says only what is meant.
            var status = own
            if case .success(let target) = folder.status(of: name, followsLinks: true) { status = target }
            switch status.st_mode & S_IFMT {
            case S_IFREG, S_IFLNK: break
            case S_IFDIR: throw FileError(.unsuitable, path: path, reason: "is a folder")
            default:
                throw FileError(
                    .unsuitable, path: path, reason: "is a device or a pipe; '-' writes to standard output")
            }
            return status.st_mode & S_IFMT == S_IFLNK ? nil : status
        }
    }

    private static func exists(_ path: String) -> FileError {
        FileError(.exists, path: path, reason: "exists already")
    }

    /// Writes a whole file in one go. Throws what `init` and `commit` throw.
    package static func write(_ bytes: [UInt8], to path: String, replaces: Bool) throws(FileError) {
        var file = try UnfinishedFile(path: path, replaces: replaces)
        try file.write(bytes)
        try file.commit()
    }
}
