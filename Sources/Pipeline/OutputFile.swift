internal import Glibc

/// Files that a run writes.
public enum OutputFile {
    /// Throws `MediaError` with code `badOutput` if there is something at `path`.
    public static func checkIsNew(_ path: String) throws(MediaError) {
        if Folder.kind(of: path) != .missing {
            throw MediaError(.badOutput, path: path, reason: "exists already; -y overwrites it")
        }
    }

    /// Throws `MediaError` with code `badOutput` if what is at `path`, if anything, is no file: a finished file takes
    /// the place of what has its name, which would be the end of a device (`/dev/null`) or a pipe.
    static func checkIsReplaceable(_ path: String) throws(MediaError) {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        let kind = status.st_mode & S_IFMT
        if kind != S_IFREG && kind != S_IFDIR {
            throw MediaError(.badOutput, path: path, reason: "is a device or a pipe; '-' writes to standard output")
        }
    }
}
