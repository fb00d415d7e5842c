internal import Report

/// Counts what is wrong with a film and reports each kind once, with its first place.
struct DamageLog {
    private let path: String
    /// Whether the first damage stops the run.
    private let isStrict: Bool
    /// Kinds that count for nothing.
    private let ignored: Set<FilmDamage.Kind>
    private var entries: [FilmDamage.Kind: (count: Int, place: FilmDamage.Place, detail: FilmDamage.Detail?)] = [:]

    init(path: String, isStrict: Bool, ignored: Set<FilmDamage.Kind> = []) {
        self.path = path
        self.ignored = ignored
        self.isStrict = isStrict
    }

    /// Counts one trouble. Throws it if nothing wrong is to be accepted.
    mutating func note(
        _ kind: FilmDamage.Kind, at place: FilmDamage.Place, detail: FilmDamage.Detail? = nil
    ) throws(MediaError) {
        if ignored.contains(kind) { return }
        entries[kind, default: (0, place, detail)].count += 1
        if isStrict {
            throw MediaError(.badInput, path: path, .damage(FilmDamage(kind, place: place, detail: detail)))
        }
    }

    /// A notice for each kind of damage.
    var notices: [Notice] {
        FilmDamage.Kind.allCases.compactMap { kind in
            entries[kind].map { entry in
                .damage(
                    path: path, FilmDamage(kind, count: entry.count, place: entry.place, detail: entry.detail))
            }
        }
    }
}
