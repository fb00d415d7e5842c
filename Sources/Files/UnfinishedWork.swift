internal import Flow
internal import Glibc

/// What this process has begun to write and not finished: so that it can be removed when the process has to end at
/// once.
package enum UnfinishedWork {
    private struct Entry {
        let folder: OpenFolder
        let lockName: String
        let isNewFolder: Bool
        var names: Set<String> = []
    }

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var isAbandoned = false
    }

    // Held for moments only, never during a system call that may take long.
    private static let state = Guarded(State())

    /// Removes every unfinished file of this process and lets no new one be begun. For the last moment before `_exit`:
    /// other threads may still be writing, into files that have no name any more.
    ///
    /// What cannot be removed now stays recorded beside it, for the next run to the same output.
    package static func abandonAll() {
        let entries = state.withLock { state in
            state.isAbandoned = true
            return state.entries
        }
        for entry in entries.values {
            // A name that is not there is about to be: its record must stay.
            var isRemoved = true
            for name in entry.names where !entry.folder.remove(name) { isRemoved = false }
            if isRemoved { entry.folder.remove(entry.lockName) }
            if entry.isNewFolder { rmdir(entry.folder.path.systemPath) }
        }
    }

    static func add(_ claim: OutputClaim, inNewFolder isNewFolder: Bool) {
        state.withLock { state in
            state.entries[ObjectIdentifier(claim)] = Entry(
                folder: claim.folder, lockName: claim.lockName, isNewFolder: isNewFolder)
        }
    }

    static func remove(_ claim: OutputClaim) {
        state.withLock { state in _ = state.entries.removeValue(forKey: ObjectIdentifier(claim)) }
    }

    /// False if no file may be begun any more.
    static func begin(_ name: String, of claim: OutputClaim) -> Bool {
        state.withLock { state in
            if !state.isAbandoned { state.entries[ObjectIdentifier(claim)]?.names.insert(name) }
            return !state.isAbandoned
        }
    }

    static func end(_ name: String, of claim: OutputClaim) {
        state.withLock { state in _ = state.entries[ObjectIdentifier(claim)]?.names.remove(name) }
    }
}
