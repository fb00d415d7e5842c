package import Media
internal import Net
internal import Report

/// A run that can go on after it was broken off, fixed.
package enum RunPlan: Sendable {
    case film(Plan)
    case stills(StillsPlan)
}

/// What an earlier run to the same output left.
package enum EarlierRun: Sendable {
    /// Pieces of a film.
    case film(Journal)
    /// Stills in `folder`, and the plan that they were made by.
    case stills(StillsPlan, folder: String)

    /// That it ran on.
    package var network: NetworkPlan {
        switch self {
        case .film(let journal): journal.plan.network
        case .stills(let plan, _): plan.network
        }
    }

    /// Throws `MediaError.badOutput`, naming what has changed, if what was left is of no use to `plan`.
    package func check(against plan: RunPlan) throws(MediaError) {
        switch (self, plan) {
        case (.film(let journal), .film(let plan)): try journal.check(against: plan)
        case (.stills(let earlier, let folder), .stills(let plan)):
            let changes = plan.changes(from: earlier)
            if changes.isEmpty { return }
            throw MediaError(
                .badOutput, .stillsOfAnotherRun(folder: folder, changes: changes), advice: [.beginAnew])
        // One output is one kind.
        case (.film, .stills), (.stills, .film): break
        }
    }
}
