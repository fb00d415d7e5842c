/// A film as the files of a DVD hold it: a title set is cut into VTS_01_1.VOB, VTS_01_2.VOB and so on, anywhere, as one
/// stream of bytes. VTS_01_0.VOB and VIDEO_TS.VOB are menus.
package struct DiscTitle: Sendable, Equatable {
    /// The first file.
    package let path: String
    /// Those that follow it.
    package private(set) var continuation: [String] = []
    /// The number of the last file; nil for a file that is no part of a title.
    private var last: Int?
    /// Menus of the title that were named beside its parts.
    package private(set) var menus: [String] = []
    /// Names of parts that are missing between those that were named.
    package private(set) var missing: [String] = []

    /// What the film is called: "VTS_01.VOB" where there are several files, otherwise the file.
    package var namePath: String {
        guard !continuation.isEmpty else { return path }
        let (folder, name) = FrameNaming.splitPath(path)
        let (stem, fileExtension) = FrameNaming.split(name)
        let joined = "\(stem.dropLast(2)).\(fileExtension)"
        return folder == "." && !path.hasPrefix("./") ? joined : "\(folder)/\(joined)"
    }

    /// The films of which `paths` are the files: parts of one title set in one folder are put together in order, where
    /// the first of them stands. Any other path is a film of its own.
    package static func join(_ paths: [String]) -> [DiscTitle] {
        var groups: [String: [(part: Int, path: String)]] = [:]
        for path in paths {
            if let (key, part) = part(path) { groups[key, default: []].append((part, path)) }
        }
        var titles: [DiscTitle] = []
        for path in paths {
            guard let (key, _) = part(path), groups[key]?.contains(where: { $0.part > 0 }) == true else {
                // A menu alone is a film, too.
                if part(path) == nil || groups[part(path)?.key ?? ""] != nil { titles.append(DiscTitle(path: path)) }
                continue
            }
            guard let found = groups.removeValue(forKey: key) else { continue }
            titles.append(DiscTitle(parts: found.sorted { $0.part < $1.part }))
        }
        return titles
    }

    private init(path: String) { self.path = path }

    private init(parts: [(part: Int, path: String)]) {
        menus = parts.filter { $0.part == 0 }.map(\.path)
        let films = parts.filter { $0.part > 0 }
        path = films[0].path
        continuation = films.dropFirst().map(\.path)
        for (earlier, later) in zip(films, films.dropFirst()) where later.part > earlier.part + 1 {
            missing += (earlier.part + 1..<later.part).map {
                "\(earlier.path.dropLast(5))\($0)\(earlier.path.suffix(4))"
            }
        }
    }

    /// Whether a file with this name is a menu of a DVD.
    package static func isMenu(_ name: String) -> Bool {
        name.uppercased() == "VIDEO_TS.VOB" || part(name)?.part == 0
    }

    /// What is the same in the paths of a title's parts, and the number of the part: 0 to 9.
    private static func part(_ path: String) -> (key: String, part: Int)? {
        let (folder, name) = FrameNaming.splitPath(path)
        let letters = Array(name.uppercased().utf8)
        guard letters.count == 12, letters.starts(with: Array("VTS_".utf8)),
            letters.suffix(4) == Array(".VOB".utf8)[...],
            letters[4..<6].allSatisfy(FrameNaming.isDigit), letters[6] == UInt8(ascii: "_"),
            FrameNaming.isDigit(letters[7])
        else { return nil }
        return ("\(folder)/\(String(decoding: letters[4..<6], as: UTF8.self))", Int(letters[7] - UInt8(ascii: "0")))
    }
}
