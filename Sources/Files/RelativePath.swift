internal import Glibc

/// Paths that stay true when the folders that hold both ends are moved, or seen under another name.
package enum RelativePath {
    /// The way from the folder `folder` to `path`: "../films/a.mkv". Where one of the two cannot be found, `path`
    /// itself.
    package static func from(_ folder: String, to path: String) -> String {
        guard let start = components(of: folder), let end = components(of: path) else { return path }
        let shared = zip(start, end).prefix { $0 == $1 }.count
        return (Array(repeating: "..", count: start.count - shared) + end.dropFirst(shared)).joined(separator: "/")
    }

    /// The path of what `path` is from the folder `folder`.
    package static func resolve(_ path: String, in folder: String) -> String {
        path.utf8.first == UInt8(ascii: "/") ? path : OpenFolder.join(folder, path)
    }

    /// The folders on the way to what is there, or is to be there, without links; nil if that cannot be told.
    private static func components(of path: String) -> [String]? {
        var real = realPath(path)
        if real == nil {
            let (folder, name) = OpenFolder.split(path)
            real = realPath(folder).map { "\($0)/\(name)" }
        }
        return real?.split(separator: "/").map(String.init)
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path.systemPath, nil) else { return nil }
        defer { free(resolved) }
        return String(systemPath: resolved)
    }
}
