package import Files
internal import Glibc
package import Report

/// A path that stands for pictures.
package struct PictureInput: Sendable {
    private enum Kind {
        case folder
        case pattern(PicturePattern)
        /// A name with `*` or `?`, as in a shell.
        case wildcard(folder: String, name: String)
        case single(folder: String, name: String)
    }

    /// As the user wrote it.
    package let path: String
    private let kind: Kind

    /// nil if `path` stands for a film, or for nothing that can be told.
    package init?(path: String) {
        self.path = path
        let (folder, name) = FrameNaming.splitPath(path)
        switch Folder.kind(of: path) {
        case .folder: kind = .folder
        case .file:
            guard PictureFormat(fileExtension: FrameNaming.split(name).fileExtension) != nil else { return nil }
            kind = .single(folder: folder, name: name)
        case .missing:
            if let pattern = PicturePattern(path: path) {
                kind = .pattern(pattern)
            } else if name.contains(where: { $0 == "*" || $0 == "?" }) {
                kind = .wildcard(folder: folder, name: name)
            } else {
                return nil
            }
        }
    }

    /// The pattern that the names follow, if the path is one.
    package var pattern: PicturePattern? { if case .pattern(let pattern) = kind { pattern } else { nil } }

    /// Whether it is one picture's own name.
    package var isSingle: Bool { if case .single = kind { true } else { false } }

    /// The folder that the pictures lie in.
    package var folder: String {
        switch kind {
        case .folder: FrameNaming.folder(path)
        case .pattern(let pattern): pattern.folder
        case .wildcard(let folder, _), .single(let folder, _): folder
        }
    }

    /// Throws `MediaError.badOutput` if the file at `path`, which is to be written as `role`, is one of the pictures.
    /// (A picture's hard link elsewhere is not looked for unless the file has other names.)
    package func refuse(_ path: String, as role: PathRole) throws(MediaError) {
        var status = stat()
        // What is not there yet is read by nobody.
        guard stat(path.systemPath, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
        let (parent, name) = OpenFolder.split(path)
        var link = stat()
        let isLink = lstat(path.systemPath, &link) == 0 && link.st_mode & S_IFMT == S_IFLNK
        let isInFolder = Folder.isSame(parent, folder)
        guard isInFolder || isLink || status.st_nlink > 1 else { return }
        let names = try names(startNumber: nil, warn: { _ in })
        if (isInFolder && names.contains(name)) || names.contains(where: { Folder.isSame("\(folder)/\($0)", path) }) {
            throw MediaError(.badOutput, path: path, .replacesStillThatIsRead(role))
        }
    }

    /// The names of the pictures, in order. Files of a folder that are no pictures by their extension are named in a
    /// warning; those with a number below `startNumber` do not belong to a pattern.
    package func names(startNumber: Int?, warn: (Notice) -> Void) throws(MediaError) -> [String] {
        let names: [String]
        switch kind {
        case .single(_, let name): return [name]
        case .folder:
            names = try Folder.entries(of: path).filter { name in
                let isPicture = PictureFormat(fileExtension: FrameNaming.split(name).fileExtension) != nil
                if !isPicture { warn(.notAStill(path: "\(path)/\(name)")) }
                return isPicture
            }
            guard !names.isEmpty else {
                throw MediaError(.badInput, path: path, reason: "holds no pictures (\(PictureFormat.names))")
            }
        case .pattern(let pattern):
            names = try Folder.entries(of: folder)
                .compactMap { name in pattern.number(of: name).map { (number: $0, name: name) } }
                .filter { $0.number >= startNumber ?? 0 }
                .sorted { $0.number < $1.number }
                .map(\.name)
            guard !names.isEmpty else {
                let from = startNumber.map { " with a number from \($0) on" } ?? ""
                throw MediaError(.badInput, path: path, reason: "no file has such a name\(from)")
            }
        case .wildcard(_, let wildcard):
            names = try Folder.entries(of: folder).filter { fnmatch(wildcard, $0, 0) == 0 }
            guard !names.isEmpty else {
                throw MediaError(.badInput, path: path, reason: "no such file or folder")
            }
        }
        return names
    }
}

/// Written down as its path, which is looked at again when it is read.
extension PictureInput: Codable, Hashable {
    package static func == (first: PictureInput, second: PictureInput) -> Bool { first.path == second.path }

    package func hash(into hasher: inout Hasher) { hasher.combine(path) }

    package func encode(to encoder: any Swift.Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(path)
    }

    package init(from decoder: any Swift.Decoder) throws {
        let container = try decoder.singleValueContainer()
        let path = try container.decode(String.self)
        guard let input = PictureInput(path: path) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(path) stands for no stills")
        }
        self = input
    }
}
