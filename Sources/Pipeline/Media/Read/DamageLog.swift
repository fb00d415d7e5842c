/// Kinds of trouble in a film that do not stop it from being coloured.
enum Damage: CaseIterable, Sendable {
    /// Data of which the decoder could make no frame.
    case undecodablePacket
    /// Frames of which the decoder had to guess parts.
    case guessedFrame
    /// Frames in which the decoder reported errors without saying that it had to guess.
    case reportedFrame
    /// Frames whose time is not after that of the frame before.
    case badTime
    /// Frames of another size than the first, scaled to it.
    case otherSize
    /// Places where times jump and begin anew.
    case timeJump
    /// The file could not be read any further.
    case readFailure
    /// The file is shorter than its header says, or has fewer frames.
    case brokenOff

    /// "3 packets could not be decoded".
    func text(count: Int) -> String {
        let many = count != 1
        return switch self {
        case .undecodablePacket: "\(count) packet\(many ? "s" : "") could not be decoded"
        case .guessedFrame:
            "\(count) frame\(many ? "s are" : " is") damaged: the decoder had to guess parts of \(many ? "them" : "it")"
        case .reportedFrame: "the decoder reported errors at \(count) frame\(many ? "s" : "")"
        case .badTime: "\(count) frame\(many ? "s" : "") had times that are not after the frame before"
        case .otherSize:
            "\(count) frame\(many ? "s are" : " is") of another size and \(many ? "were" : "was") scaled to the first one's"
        case .timeJump: "times jump \(count == 1 ? "once" : "\(count) times") and were joined"
        case .readFailure: "cannot be read to its end"
        case .brokenOff: "breaks off"
        }
    }
}

/// Counts what is wrong with a film and tells each kind once, with its first place.
struct DamageLog {
    private struct Entry {
        var count = 0
        let place: String
        let detail: String
    }

    private let path: String
    /// Whether the first damage stops the run.
    private let isStrict: Bool
    /// Kinds that count for nothing.
    private let ignored: Set<Damage>
    private var entries: [Damage: Entry] = [:]

    init(path: String, isStrict: Bool, ignored: Set<Damage> = []) {
        self.path = path
        self.ignored = ignored
        self.isStrict = isStrict
    }

    /// Counts one trouble. `place` says where in a few words ("after frame 12, at 0:05"), `detail` may say more.
    /// Throws it if nothing wrong is to be accepted.
    mutating func note(_ damage: Damage, at place: String, detail: String = "") throws(MediaError) {
        if ignored.contains(damage) { return }
        entries[damage, default: Entry(place: place, detail: detail)].count += 1
        if isStrict {
            throw MediaError(.badInput, path: path, reason: line(damage, count: 1, place: place, detail: detail))
        }
    }

    /// One line a kind of damage.
    var lines: [String] {
        Damage.allCases.compactMap { damage in
            entries[damage].map { entry in
                "\(path): " + line(damage, count: entry.count, place: entry.place, detail: entry.detail)
            }
        }
    }

    private func line(_ damage: Damage, count: Int, place: String, detail: String) -> String {
        let first = count == 1 ? " " : ", first "
        return damage.text(count: count) + first + place + (detail.isEmpty ? "" : " (\(detail))")
    }
}
