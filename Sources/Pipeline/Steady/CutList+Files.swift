internal import Files

extension CutList {
    /// Longer files are something else.
    private static let mostBytes = 64 << 20

    /// Reads a list. Throws `MediaError.badInput`.
    init(path: String) throws(MediaError) {
        let text = try TextFile.read(path: path, mostBytes: CutList.mostBytes, meant: "a list of cuts")
        try self.init(text: text, path: path)
    }

    /// Writes a list, which has its name when it is complete. Throws `MediaError.writing`.
    static func write(_ cuts: [Cut], to file: inout UnfinishedFile) throws(MediaError) {
        try file.finish(with: Array(text(of: cuts).utf8))
    }
}
