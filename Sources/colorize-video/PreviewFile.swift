import Color
import Files
import Jobs
import Media

/// The file that a preview is written to: a picture, or a page to compare pictures on.
struct PreviewFile {
    private enum Kind {
        case picture, page
    }

    let path: String
    private let overwrite: Bool
    private let kind: Kind

    /// - Parameter path: ends as `isSheet` wants it.
    /// - Throws: `MediaError.badOutput` for a file that exists if it must not be replaced.
    init(_ path: String, overwrite: Bool) throws(MediaError) {
        (self.path, self.overwrite) = (path, overwrite)
        kind = path.lowercased().hasSuffix(".png") ? .picture : .page
        if !overwrite { try OutputFile.checkIsNew(path) }
        try OutputFile.checkIsReplaceable(path)
    }

    /// Whether a sheet may be called so.
    static func isSheet(_ path: String) -> Bool {
        [".png", ".html", ".htm"].contains { path.lowercased().hasSuffix($0) }
    }

    /// "film.preview.png" for "film.mkv", "frames.preview.png" for "frames/". Throws `MediaError` for an input beside
    /// which there can be no such name.
    static func usualPath(for input: String) throws(MediaError) -> String {
        let colored = try OutputName(format: nil, stills: nil).beside(input)
        // "film.colour" or "frames.colour".
        let path = colored.hasSuffix("/") ? String(colored.dropLast()) : FrameNaming.split(colored).stem
        return path.dropLast(".colour".count) + ".preview.png"
    }

    /// Of the pictures, in pixels, for so many columns. Those of a page are looked at one by one.
    func longerSide(columns: Int) -> Int {
        switch kind {
        case .page: 960
        case .picture: min(400, max(200, 2000 / columns))
        }
    }

    /// Writes the sheet; it gets its name when it is complete.
    ///
    /// - Parameters:
    ///   - columns: what stands above them.
    ///   - rows: frames, with a picture for each column.
    ///   - lines: what the run would do.
    ///   - title: of a page.
    /// - Throws: `MediaError`.
    func write(
        _ columns: [String], _ rows: [(label: String, pictures: [RGBPicture])], lines: [String], title: String
    ) throws(MediaError) {
        var file = try UnfinishedFile.begin(path, replaces: overwrite)
        switch kind {
        case .picture:
            var sheet = PreviewSheet(columns: columns)
            (sheet.rows, sheet.text) = (rows, lines)
            try sheet.writePNG(to: &file)
        case .page:
            let page = try PreviewPage(title: title, columns: columns, rows: rows, lines: lines)
            try file.finish(with: Array(page.html.utf8))
        }
    }
}
