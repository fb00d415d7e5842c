internal import Glibc

/// The pictures of a folder in natural order.
///
/// `@unchecked Sendable`: made on one thread and then used by the decode stage alone.
final class ImageSequenceReader: FrameSource, @unchecked Sendable {
    /// Names of the pictures, in order.
    let names: [String]
    private let folder: String
    private let keepGoing: Bool
    private let warn: @Sendable (String) -> Void
    private var position = 0
    private var frameCount = 0
    private(set) var skippedCount = 0

    /// Lists the folder. Files that are no pictures by their extension are named in a warning. With `keepGoing`, a
    /// picture that cannot be read is named in a warning and skipped, too; otherwise it is an error.
    init(folder: String, keepGoing: Bool, warn: @escaping @Sendable (String) -> Void) throws(MediaError) {
        var pictures: [String] = []
        for name in try Folder.entries(of: folder) {
            if PictureFormat(fileExtension: FrameNaming.split(name).fileExtension) != nil {
                pictures.append(name)
            } else {
                warn("\(folder)/\(name): no picture, left out")
            }
        }
        guard !pictures.isEmpty else {
            throw MediaError(
                .badInput, path: folder, reason: "holds no pictures (PNG, JPEG, TIFF, BMP, PPM, PGM, WebP)")
        }
        names = pictures
        self.folder = folder
        self.keepGoing = keepGoing
        self.warn = warn
    }

    func next() throws -> SourceFrame? {
        while position < names.count {
            let name = names[position]
            position += 1
            do throws(MediaError) {
                return try read(name)
            } catch {
                guard keepGoing else { throw error }
                skippedCount += 1
                warn("\(error); left out")
            }
        }
        return nil
    }

    private func read(_ name: String) throws(MediaError) -> SourceFrame {
        let path = "\(folder)/\(name)"
        let frame = try PictureFile.read(path)
        guard let format = PixelFormat(frame.format), format.planar != nil else {
            throw MediaError(.unsupported, path: path, reason: "its pixel format cannot be coloured")
        }
        let tags = try ColorTags(of: frame, format: format)
        defer { frameCount += 1 }
        return SourceFrame(
            info: FrameInfo(
                index: frameCount, pts: 0, duration: 0, name: name, format: format, tags: tags,
                hasAlpha: frame.hasAlpha(format: format)),
            frame: frame)
    }
}
