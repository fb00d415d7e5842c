internal import Glibc

/// Which file a path stands for, whatever links are on the way: two paths with equal identities are one file.
package enum FileIdentity: Hashable, Sendable {
    /// Something that is there: its device and number, which its hard links share.
    case existing(device: UInt64, number: UInt64)
    /// A name that nothing has in a folder that is there.
    case new(device: UInt64, folder: UInt64, name: String)

    /// nil for a path whose folder is not there, or that leads nowhere.
    package init?(path: String) {
        var path = path
        // As many links as the kernel follows; they may lead to names that nothing has yet.
        for _ in 0..<40 {
            var status = stat()
            if stat(path.systemPath, &status) == 0 {
                self = .existing(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
                return
            }
            guard errno == ENOENT else { return nil }
            let (folder, name) = OpenFolder.split(path)
            var target = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = readlink(path.systemPath, &target, target.count - 1)
            guard count > 0 else {
                guard !name.isEmpty, stat(folder.systemPath, &status) == 0 else { return nil }
                self = .new(device: UInt64(status.st_dev), folder: UInt64(status.st_ino), name: name)
                return
            }
            let text = String(pathBytes: target.prefix(count).map { UInt8(bitPattern: $0) })
            path = text.utf8.first == UInt8(ascii: "/") ? text : "\(folder)/\(text)"
        }
        return nil
    }

    /// Whether the path can be opened a second time with the same bytes from the start: a file, not a pipe or a
    /// terminal. False if nothing is there.
    package static func canBeReadAgain(_ path: String) -> Bool {
        var status = stat()
        guard stat(path.systemPath, &status) == 0 else { return false }
        return [S_IFREG, S_IFBLK].contains(status.st_mode & S_IFMT)
    }
}
