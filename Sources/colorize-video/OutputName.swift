import Jobs
import Media

/// How results are called whose whole name nobody gave.
struct OutputName {
    /// FFmpeg's name of the container that is asked for; nil for what suits the input.
    var format: String?
    /// The format of stills that is asked for; films become folders of them.
    var stills: PictureFormatChoice?

    /// The name of the input's result in another folder: "film.mkv" for "films/film.avi", "frames/" for "frames".
    ///
    /// Throws `MediaError` if none can be made of the input's.
    func name(_ input: String) throws(MediaError) -> String {
        let name = try lastName(of: input)
        return Folder.kind(of: input) == .folder ? "\(name)/" : fileName(name)
    }

    /// "film.colour.mkv" for "film.mkv", "frames.colour/" for "frames/", "scan.colour.png" for "scan.png".
    ///
    /// Throws `MediaError` if no name can be made of the input's.
    func beside(_ input: String) throws(MediaError) -> String {
        let path = FrameNaming.folder(input)
        let name = try lastName(of: input)
        let beside = path.hasSuffix("/\(name)") ? String(path.dropLast(name.count)) : ""
        if Folder.kind(of: input) == .folder { return "\(beside)\(name).colour/" }
        let (stem, fileExtension) = FrameNaming.split(fileName(name))
        // A folder of stills made of a film.
        if fileExtension.hasSuffix("/") || fileExtension.isEmpty {
            return "\(beside)\(FrameNaming.split(name).stem).colour/"
        }
        return "\(beside)\(stem).colour.\(fileExtension)"
    }

    private func lastName(of input: String) throws(MediaError) -> String {
        let name = FrameNaming.splitPath(FrameNaming.folder(input)).name
        let isNumbered = Folder.kind(of: input) == .missing && input.contains { "%*?".contains($0) }
        if isNumbered || [".", "..", "/", "", "-"].contains(name) {
            throw MediaError(.badOutput, path: input, reason: "gives no name to its result: name an output, too")
        }
        return name
    }

    /// The name of the result of a film or a still called `name`: "film.mkv", "scan.png", and where stills are made of
    /// a film "film/". Films whose container does not hold everything, or is seldom written nowadays, go into Matroska.
    func fileName(_ name: String) -> String {
        let (stem, own) = FrameNaming.split(name)
        if PictureFormat(fileExtension: own) != nil {
            let format: PictureFormat? = if case .format(let format)? = stills { format } else { nil }
            return FrameNaming.name(for: name, format: format)
        }
        if stills != nil { return "\(stem)/" }
        let fileExtension = format.map(OutputContainer.fileExtension) ?? (OutputName.kept.contains(own) ? own : "mkv")
        return "\(stem).\(fileExtension)"
    }

    private static let kept: Set<String> = ["mkv", "mp4", "m4v", "mov", "webm"]
}
