/// Writes each frame as a picture of its own, with the name it came with and the extension of the output's format.
///
/// `@unchecked Sendable`: made on one thread; then `output(for:)`, which reads constants only, belongs to the recombine
/// stage and the rest to the encode stage.
final class ImageSequenceWriter: FrameSink, @unchecked Sendable {
    private let folder: String
    private let format: PictureFormat?
    private let isNewFolder: Bool
    private var writtenCount = 0

    /// `format` nil means each picture's own format. Throws before any work if two pictures would get the same name,
    /// or if a picture exists and `overwrite` is false.
    init(folder: String, names: [String], format: PictureFormat?, overwrite: Bool) throws(MediaError) {
        self.folder = folder
        self.format = format
        var sources: [String: String] = [:]
        for name in names {
            let outputName = ImageSequenceWriter.outputName(for: name, format: format)
            if let other = sources.updateValue(name, forKey: outputName) {
                throw MediaError(
                    .badOutput, path: folder,
                    reason: "\(other) and \(name) would both be written as \(outputName); use --output-format same")
            }
            let path = "\(folder)/\(outputName)"
            if !overwrite && Folder.kind(of: path) != .missing {
                throw MediaError(.badOutput, path: path, reason: "exists already; -y overwrites it")
            }
        }
        isNewFolder = try Folder.create(folder)
    }

    deinit {
        if isNewFolder && writtenCount == 0 { Folder.removeIfEmpty(folder) }
    }

    private static func outputName(for name: String, format: PictureFormat?) -> String {
        let (stem, fileExtension) = FrameNaming.split(name)
        guard let format else {
            // A PGM or PBM holds no colour.
            return PictureFormat(fileExtension: fileExtension) == .ppm ? "\(stem).ppm" : name
        }
        return PictureFormat(fileExtension: fileExtension) == format && format != .ppm
            ? name : "\(stem).\(format.fileExtension)"
    }

    private func format(for name: String) -> PictureFormat {
        format ?? PictureFormat(fileExtension: FrameNaming.split(name).fileExtension) ?? .png
    }

    func output(for source: FrameInfo) throws -> (format: PixelFormat, tags: ColorTags) {
        let format = format(for: source.name ?? "")
        let picture = format.pixelFormat(bitDepth: source.format.bitDepth, hasAlpha: source.hasAlpha)
        guard let pixelFormat = PixelFormat(picture) else {
            throw MediaError(.badOutput, path: folder, reason: "this FFmpeg cannot write \(format.rawValue)")
        }
        return (pixelFormat, format.tags(recombinedFrom: source.tags, pixelFormat: pixelFormat))
    }

    func write(_ frame: consuming ColoredFrame) throws {
        let name = frame.info.name ?? "\(frame.info.index)"
        try PictureFile.write(
            frame.frame, as: format(for: name),
            to: "\(folder)/\(ImageSequenceWriter.outputName(for: name, format: format))")
        writtenCount += 1
    }

    func finish() throws {}
}
