import Files
import Jobs
import Media

/// What several inputs, or folders of folders, come to: every film and every sequence, with the name of its result.
struct BatchList {
    /// One run.
    struct Entry {
        let input: String
        /// Further files of the same film.
        var continuation: [String] = []
        let output: String
    }

    /// In the order of the arguments, folders in natural order.
    private(set) var entries: [Entry] = []
    /// One line for each folder with files, or links, that are skipped.
    private(set) var skipped: [String] = []
    /// Folders that cannot be read, and why.
    private(set) var unreadable: [MediaError] = []

    private let names: OutputName
    private let root: String?

    /// - Parameters:
    ///   - inputs: as the user named them.
    ///   - root: the folder for the results; nil for places beside the inputs.
    ///   - isRecursive: whether folders are searched for films and for folders with stills.
    /// - Throws: `MediaError` with code `badOutput` if `root` is no folder, if there is no name for a result, or if two
    ///   inputs would get the same.
    init(_ inputs: [String], to root: String?, isRecursive: Bool, names: OutputName) throws(MediaError) {
        self.names = names
        self.root = root
        if let root { try BatchList.checkIsFolder(root, isNewAllowed: DiscTitle.join(inputs).count == 1) }
        let titles = DiscTitle.join(inputs)
        for title in titles {
            let input = title.namePath
            if isRecursive && Folder.kind(of: input) == .folder {
                var tree = try names.beside(input)
                if let root { tree = titles.count == 1 ? root : try "\(FrameNaming.folder(root))/\(names.name(input))" }
                search(input, to: FrameNaming.folder(tree))
            } else if let root {
                try add(title, to: "\(FrameNaming.folder(root))/\(names.name(input))")
            } else {
                try add(title, to: names.beside(input))
            }
        }
        try checkNames()
    }

    private mutating func add(_ title: DiscTitle, to output: String) {
        skipped += title.remarks
        entries.append(Entry(input: title.path, continuation: title.continuation, output: output))
    }

    private static func checkIsFolder(_ path: String, isNewAllowed: Bool) throws(MediaError) {
        switch Folder.kind(of: path) {
        case .folder: return
        case .file: throw MediaError(.badOutput, path: path, reason: "is a file; several inputs need a folder")
        case .missing:
            let isName =
                path == "-" || OutputContainer.isFilmName(path) || FilmName.isSound(path)
                || PictureOutput.isPictureName(path)
            // Between the names of films, one that is missing is more likely a slip.
            if path.utf8.last == UInt8(ascii: "/") || (isNewAllowed && !isName) { return }
            throw MediaError(
                .badOutput, path: path,
                reason: isName
                    ? "is the name of one result; several inputs need a folder, as in out/"
                    : "no such folder; \(path)/ makes it")
        }
    }

    /// Finds the films in a folder and those below it, and the folders that are sequences: those with stills and
    /// without films.
    private mutating func search(_ folder: String, to output: String) {
        if let root, Folder.isSame(folder, root) { return }
        let found: [String]
        do throws(MediaError) {
            found = try Folder.entries(of: folder)
        } catch {
            unreadable.append(error)
            return
        }
        let prefix = folder == "/" ? "" : FrameNaming.folder(folder)
        var films: [String] = []
        var menus: [String] = []
        var stills: [String] = []
        var others: [String] = []
        var folders: [String] = []
        for name in found {
            let path = "\(prefix)/\(name)"
            switch Folder.kind(of: path) {
            case .folder where name.hasSuffix(".pieces"): break
            case .folder: if Folder.isLink(path) { others.append(name) } else { folders.append(name) }
            case .file where Folder.fileSize(of: path) != nil && FilmName.isFilm(name):
                if DiscTitle.isMenu(name) { menus.append(name) } else { films.append(name) }
            case .file where Folder.fileSize(of: path) != nil && PictureOutput.isPictureName(name): stills.append(name)
            case .file, .missing: others.append(name)
            }
        }
        if films.isEmpty && !stills.isEmpty {
            // The run itself reports what else there is.
            entries.append(Entry(input: "\(prefix)/", output: "\(output)/"))
        } else if let line = BatchList.line(others: stills + others, isAmongFilms: !films.isEmpty) {
            skipped.append("\(folder): \(line)")
        }
        if !menus.isEmpty { skipped.append("\(folder): skipped a DVD's menus: \(menus.joined(separator: ", "))") }
        for title in DiscTitle.join(films.map { "\(prefix)/\($0)" }) {
            let name = FrameNaming.splitPath(title.namePath).name
            add(title, to: "\(output)/\(names.fileName(name))")
        }
        for name in folders { search("\(prefix)/\(name)", to: "\(output)/\(name)") }
    }

    /// "skipped 3 files that are not films: a.srt, b.nfo, cover.jpg".
    private static func line(others: [String], isAmongFilms: Bool) -> String? {
        guard !others.isEmpty else { return nil }
        let shown = others.prefix(3).joined(separator: ", ") + (others.count > 3 ? " …" : "")
        let files = others.count == 1 ? "1 file that is" : "\(others.count) files that are"
        return "skipped \(files) \(isAmongFilms ? "not a film" : "neither film nor still"): \(shown)"
    }

    private func checkNames() throws(MediaError) {
        var inputs: [String: String] = [:]
        for entry in entries {
            if let other = inputs.updateValue(entry.input, forKey: FrameNaming.folder(entry.output)) {
                throw MediaError(
                    .badOutput, path: entry.output, reason: "would be the result of both \(other) and \(entry.input)")
            }
        }
    }
}

extension DiscTitle {
    /// What the user should know of a title that was put together.
    var remarks: [String] {
        menus.map { "\($0): skipped: a DVD's menu" }
            + missing.map { "\($0) is not among the parts that are joined to one film" }
    }
}
