package import Files

extension CutList {
    /// Longer files are something else.
    private static let mostBytes = 64 << 20

    /// Reads a list. Throws `FileError.unreadable`.
    package init(path: String) throws(FileError) {
        let text = try TextFile.read(path: path, mostBytes: CutList.mostBytes, meant: "a list of cuts")
        try self.init(text: text, path: path)
    }

    /// Writes a list, which has its name when it is complete. Throws `FileError`.
    package static func write(_ cuts: [Cut], to file: inout UnfinishedFile) throws(FileError) {
        try file.write(Array(text(of: cuts).utf8))
        try file.commit()
    }
}
