internal import Files

extension CalibrationFile {
    /// Longer files are something else.
    private static let mostBytes = 1 << 20

    /// Reads a file. Throws `MediaError.badInput` with what is wrong.
    init(path: String) throws(MediaError) {
        let text = try TextFile.read(path: path, mostBytes: CalibrationFile.mostBytes, meant: "a calibration")
        try self.init(text: text, path: path)
    }

    /// The file has its name when it is complete. Throws `MediaError.writing`.
    func write(to file: inout UnfinishedFile) throws(MediaError) { try file.finish(with: Array(text.utf8)) }
}
