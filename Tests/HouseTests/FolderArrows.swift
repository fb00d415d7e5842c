/// The folders of one target and the arrows allowed between them. The compiler checks targets; this checks folders, by
/// the names in their files.
struct FolderArrows {
    /// From a folder to one that it knows.
    struct Arrow: Hashable, CustomStringConvertible {
        let from: String
        let to: String

        var description: String { "\(from) → \(to)" }
    }

    /// Below Sources.
    let root: String
    /// Each folder, and those that it may know. A folder inside another stands for itself. Files beside the folders are
    /// known to all of them and know none.
    let allowed: [String: Set<String>]

    /// Folders in an order in which each may know all before it.
    static func chain(_ folders: [String]) -> [String: Set<String>] {
        Dictionary(uniqueKeysWithValues: folders.enumerated().map { ($1, Set(folders[..<$0])) })
    }

    /// The folder of a file below the root: the innermost of those in the list; "" for files beside them. Nil if it is
    /// in none.
    func folder(of path: String) -> String? {
        guard path.contains("/") else { return "" }
        return allowed.keys.filter { path.hasPrefix($0 + "/") }.max { $0.count < $1.count }
    }

    /// The arrows among files, each with the names that show it.
    func arrows(in files: [(path: String, text: String)]) -> [Arrow: Set<String>] {
        let sources = files.compactMap { file in
            folder(of: file.path).map { (folder: $0, names: SwiftNames(file.text)) }
        }
        // By name: the folders that declare it.
        var owners: [String: Set<String>] = [:]
        for (folder, names) in sources {
            for name in names.declared { owners[name, default: []].insert(folder) }
        }
        let members = members(sources, owners)
        var arrows: [Arrow: Set<String>] = [:]
        func add(_ folder: String, _ name: String, _ owners: Set<String>) {
            guard !owners.contains(folder) else { return }
            for owner in owners where !owner.isEmpty {
                arrows[Arrow(from: folder.isEmpty ? "." : folder, to: owner), default: []].insert(name)
            }
        }
        for (folder, names) in sources {
            for name in names.used { if let owners = owners[name] { add(folder, name, owners) } }
            for name in names.mentioned { if let owners = members[name] { add(folder, name, owners) } }
        }
        return arrows
    }

    /// By name: the folders whose extensions of other folders' types add a member of that name, where nothing else has
    /// it.
    private func members(
        _ sources: [(folder: String, names: SwiftNames)], _ owners: [String: Set<String>]
    ) -> [String: Set<String>] {
        var members: [String: Set<String>] = [:]
        for (folder, names) in sources {
            for (type, added) in names.extensions where owners[type].map({ !$0.contains(folder) }) ?? true {
                for name in added { members[name, default: []].insert(folder) }
            }
        }
        for (folder, names) in sources {
            for name in names.declaredAnywhere where members[name].map({ !$0.contains(folder) }) ?? false {
                members[name] = nil
            }
        }
        return members
    }

    /// Whether the list itself leads from no folder back to it.
    var isAcyclic: Bool {
        var left = allowed
        while let (folder, _) = left.first(where: { $0.value.isDisjoint(with: left.keys) }) { left[folder] = nil }
        return left.isEmpty
    }
}
