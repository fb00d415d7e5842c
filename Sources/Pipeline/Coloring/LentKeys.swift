internal import Guidance

/// Keys of shots that others may be linked to, by the shots' first frames: of those that were used last. The others'
/// are made again when they are wanted.
struct LentKeys {
    private static let mostShots = 32

    private var kept: [Int: [KeyAnchor]] = [:]
    /// The last used at the end.
    private var order: [Int] = []

    mutating func keep(_ anchors: [KeyAnchor], of shot: Int) {
        kept[shot] = anchors
        use(shot)
        if order.count > Self.mostShots { kept[order.removeFirst()] = nil }
    }

    mutating func anchors(of shot: Int) -> [KeyAnchor]? {
        guard let anchors = kept[shot] else { return nil }
        use(shot)
        return anchors
    }

    private mutating func use(_ shot: Int) {
        order.removeAll { $0 == shot }
        order.append(shot)
    }
}
