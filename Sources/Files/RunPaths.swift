/// The paths that one run reads and writes: what is written must be neither read nor written a second time.
package struct RunPaths: Sendable {
    private struct Entry {
        let path: String
        let role: PathRole
        let isWritten: Bool
    }

    private var entries: [Entry] = []

    package init() {}

    /// A path that is read as `role`.
    package mutating func read(_ path: String?, as role: PathRole) { add(path, role, isWritten: false) }

    /// A path that is written as `role`.
    package mutating func write(_ path: String?, as role: PathRole) { add(path, role, isWritten: true) }

    /// A path that is read as `role` if something is there, and otherwise written.
    package mutating func readOrWrite(_ path: String?, as role: PathRole) {
        guard let path else { return }
        if case .existing = FileIdentity(path: path) { read(path, as: role) } else { write(path, as: role) }
    }

    private mutating func add(_ path: String?, _ role: PathRole, isWritten: Bool) {
        if let path { entries.append(Entry(path: path, role: role, isWritten: isWritten)) }
    }

    /// Throws `samePath` if a path that is written is the same file as another, also through links of either kind.
    package func check() throws(FileError) {
        let identified = entries.compactMap { entry in FileIdentity(path: entry.path).map { (entry, $0) } }
        for (place, (later, identity)) in identified.enumerated() {
            for (earlier, other) in identified[..<place] where other == identity {
                // What is not there is not read: a pattern, a name with a wildcard.
                if case .new = identity, !(earlier.isWritten && later.isWritten) { continue }
                guard let wrong = later.isWritten ? later : earlier.isWritten ? earlier : nil else { continue }
                let role = later.isWritten ? earlier.role : later.role
                throw FileError(
                    .samePath(wrong.role, as: role), path: wrong.path, reason: "is both \(wrong.role) and \(role)")
            }
        }
    }
}
