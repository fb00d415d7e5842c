package import Files
internal import Glibc
internal import Report

/// Files that a run writes.
package enum OutputFile {
    /// Throws `MediaError` with code `badOutput` if something has this name, a link that leads nowhere included.
    package static func checkIsNew(_ path: String) throws(MediaError) {
        var status = stat()
        if lstat(path.systemPath, &status) == 0 {
            throw MediaError(.badOutput, path: path, reason: "exists already", advice: [.overwrite])
        }
    }

    /// The right to write the file at `path`, see `OutputClaim`. Throws `MediaError` as `UnfinishedFile.begin`.
    package static func claim(_ path: String) throws(MediaError) -> OutputClaim {
        try MediaError.wrapping { () throws(FileError) in
            let (folder, name) = OpenFolder.split(path)
            return try OutputClaim(folder: OpenFolder(folder), name: name)
        }
    }

    /// Throws `MediaError` with code `badOutput` if what is at `path`, if anything, is no file: a finished file takes
    /// the place of what has its name, which would be the end of a device (`/dev/null`) or a pipe.
    package static func checkIsReplaceable(_ path: String) throws(MediaError) {
        var status = stat()
        guard stat(path.systemPath, &status) == 0 else { return }
        let kind = status.st_mode & S_IFMT
        if kind != S_IFREG && kind != S_IFDIR {
            throw MediaError(.badOutput, path: path, reason: "is a device or a pipe; '-' writes to standard output")
        }
    }
}

extension MediaError {
    /// A file that cannot be written.
    package init(_ error: FileError) {
        switch error.kind {
        case .samePath(let role, let other): self.init(.badOutput, path: error.path, .samePath(role, as: other))
        case .exists: self.init(.badOutput, path: error.path, reason: error.reason, advice: [.overwrite])
        case .unsuitable: self.init(.badOutput, path: error.path, reason: error.reason)
        case .unreadable: self.init(.badInput, path: error.path, reason: error.reason)
        case .busy, .system: self.init(.writing, path: error.path, reason: error.reason)
        }
    }
}

extension MediaError {
    /// What `body` gives; its error as one of this room.
    package static func wrapping<Result: ~Copyable>(_ body: () throws(FileError) -> Result) throws(MediaError) -> Result
    {
        do throws(FileError) {
            return try body()
        } catch {
            throw MediaError(error)
        }
    }
}

extension UnfinishedFile {
    /// Begins a file that will be called `path`, see `init(path:replaces:)`; with `claim` as one of a sequence.
    ///
    /// Throws `MediaError.badOutput` for what must not be replaced, `writing` if another run writes it or it cannot be
    /// made.
    package static func begin(
        _ path: String, replaces: Bool, claim: OutputClaim? = nil
    ) throws(MediaError) -> UnfinishedFile {
        do throws(FileError) {
            guard let claim else { return try UnfinishedFile(path: path, replaces: replaces) }
            return try UnfinishedFile(path: path, replaces: replaces, claim: claim)
        } catch {
            throw MediaError(error)
        }
    }

    /// Appends `bytes` and `rest`, and gives the file its name. Throws `MediaError` as `begin` does.
    package mutating func finish(
        with bytes: [UInt8] = [], _ rest: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)
    ) throws(MediaError) {
        do throws(FileError) {
            try write(bytes)
            try write(rest)
            try commit()
        } catch {
            throw MediaError(error)
        }
    }
}
