/// Files that a run writes.
public enum OutputFile {
    /// Throws `MediaError` with code `badOutput` if there is something at `path`.
    public static func checkIsNew(_ path: String) throws(MediaError) {
        if Folder.kind(of: path) != .missing {
            throw MediaError(.badOutput, path: path, reason: "exists already; -y overwrites it")
        }
    }
}
