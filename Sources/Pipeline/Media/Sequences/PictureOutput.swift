/// A path that pictures are written to: a folder, numbered names, or one picture.
package struct PictureOutput: Sendable {
    private enum Kind {
        case folder
        case pattern(PicturePattern)
        case single(name: String)
    }

    /// As the user wrote it.
    package let path: String
    package let folder: String
    private let kind: Kind

    /// nil if `path` does not stand for pictures. A folder that does not exist must end with "/", unless only a folder
    /// can be meant (`isForPictures`) and the name is not that of a film.
    package init?(path: String, isForPictures: Bool) {
        self.path = path
        let pathKind = Folder.kind(of: path)
        if pathKind != .folder, let pattern = PicturePattern(path: path),
            PictureOutput.isPictureName(path) || !PictureOutput.isFilmOrSoundName(path)
        {
            kind = .pattern(pattern)
            folder = pattern.folder
        } else if pathKind == .folder || path.utf8.last == UInt8(ascii: "/") {
            kind = .folder
            folder = FrameNaming.folder(path)
        } else if PictureOutput.isPictureName(path) {
            let (folder, name) = FrameNaming.splitPath(path)
            kind = .single(name: name)
            self.folder = folder
        } else if isForPictures && path != "-" && !PictureOutput.isFilmOrSoundName(path) {
            kind = .folder
            folder = FrameNaming.folder(path)
        } else {
            return nil
        }
    }

    /// Whether the name is that of a file which is no still's: sound is refused where films are written.
    private static func isFilmOrSoundName(_ path: String) -> Bool {
        OutputContainer.isFilmName(path) || FilmName.isSound(path)
    }

    /// Whether the path has the extension of a still.
    package static func isPictureName(_ path: String) -> Bool {
        PictureFormat(fileExtension: FrameNaming.split(FrameNaming.splitPath(path).name).fileExtension) != nil
    }

    /// Whether it is the name of one picture.
    package var isSingle: Bool { if case .single = kind { true } else { false } }

    /// The pattern of the names, if the path is one.
    package var pattern: PicturePattern? { if case .pattern(let pattern) = kind { pattern } else { nil } }

    /// The format that the name asks for; nil if the path is a folder.
    ///
    /// Throws if the extension of a pattern is none that can be written.
    func formatOfName() throws(MediaError) -> PictureFormat? {
        let fileExtension: String
        switch kind {
        case .folder: return nil
        case .pattern(let pattern): fileExtension = pattern.fileExtension
        case .single(let name): fileExtension = FrameNaming.split(name).fileExtension
        }
        guard let format = PictureFormat(fileExtension: fileExtension) else {
            throw MediaError(
                .badOutput, path: path, reason: "the name does not say which kind of picture (\(PictureFormat.names))")
        }
        return format
    }

    /// The name of the picture that comes from `source`, the name of a picture or nil for a film's frame, at this place
    /// of the input, counted from 0.
    package func name(source: String?, place: Int, numbering: PictureNumbering, format: PictureFormat?) -> String {
        switch kind {
        case .single(let name): return name
        case .pattern(let pattern): return pattern.name(numbering.number(source: source, place: place))
        case .folder:
            guard let source else {
                let pattern = PictureOutput.framePattern(format: format ?? .png)
                return pattern?.name(numbering.number(source: nil, place: place)) ?? "\(place)"
            }
            return FrameNaming.name(for: source, format: format)
        }
    }

    /// The names of a film's frames in a folder.
    static func framePattern(format: PictureFormat) -> PicturePattern? {
        PicturePattern(path: "%06d.\(format.fileExtension)")
    }
}
