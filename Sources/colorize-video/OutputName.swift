import Jobs
import Media

/// How results are called that nobody gave a name.
struct OutputName {
    /// FFmpeg's name of the container that is asked for; nil for what suits the input.
    let format: String?

    /// "film.colour.mkv" for "film.mkv", "frames.colour/" for "frames/", "scan.colour.png" for "scan.png".
    ///
    /// Throws `MediaError` for an input beside which there can be no such name.
    func beside(_ input: String) throws(MediaError) -> String {
        let path = FrameNaming.folder(input)
        let (folder, name) = FrameNaming.splitPath(path)
        let kind = Folder.kind(of: input)
        guard kind != .missing || !input.contains(where: { "%*?".contains($0) }),
            ![".", "..", "/", "", "-"].contains(name)
        else { throw MediaError(.badOutput, path: input, reason: "gives no name to its result: name an output, too") }
        let beside = folder == "." && !path.hasPrefix("./") ? "" : folder == "/" ? "/" : "\(folder)/"
        if kind == .folder { return "\(beside)\(name).colour/" }
        return try "\(beside)\(FrameNaming.split(name).stem).colour.\(fileExtension(for: name))"
    }

    /// The extension of the result of a film or a still. Films whose container does not hold everything, or is seldom
    /// written nowadays, go into Matroska.
    func fileExtension(for name: String) throws(MediaError) -> String {
        let own = FrameNaming.split(name).fileExtension
        if PictureFormat(fileExtension: own) != nil {
            return FrameNaming.split(FrameNaming.name(for: name, format: nil)).fileExtension
        }
        if let format { return try OutputContainer.fileExtension(formatName: format) }
        return OutputName.kept.contains(own) ? own : "mkv"
    }

    private static let kept: Set<String> = ["mkv", "mp4", "m4v", "mov", "webm"]
}
