internal import Files

extension CalibrationFile {
    /// Longer files are something else.
    private static let mostBytes = 1 << 20

    /// Reads a file. Throws `FileError.unreadable` with what is wrong.
    init(path: String) throws(FileError) {
        let text = try TextFile.read(path: path, mostBytes: CalibrationFile.mostBytes, meant: "a calibration")
        try self.init(text: text, path: path)
    }

    /// The file has its name when it is complete. Throws `FileError`.
    func write(to file: inout UnfinishedFile) throws(FileError) {
        try file.write(Array(text.utf8))
        try file.commit()
    }
}
