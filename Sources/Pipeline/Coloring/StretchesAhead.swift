internal import Flow

/// Stretches between the stage that makes them and the one that uses them: while the frames of one are coloured, the
/// next is made.
final class StretchesAhead: Sendable {
    /// What has been made.
    let stretches = BoundedQueue<StretchOnItsWay>(capacity: 1)
    /// Where to begin, said once.
    private let beginning = BoundedQueue<Beginning>(capacity: 1)

    private struct Beginning: Sendable {
        let frame: Int
    }

    init(cancellation: Cancellation) {
        cancellation.onCancel { [stretches, beginning] in
            stretches.cancel()
            beginning.cancel()
        }
    }

    /// The making stage: gives stretches, from where they are wanted, until the film ends or nobody wants more.
    func make(with maker: StretchMaker) -> () throws -> StretchOnItsWay? {
        var hasBegun = false
        return { [beginning] in
            if !hasBegun {
                guard let first = beginning.pop() else { return nil }
                try maker.begin(at: first.frame)
                hasBegun = true
            }
            guard let stretch = try maker.next() else { return nil }
            return StretchOnItsWay(
                stretch: Handover(stretch), place: StagePlace(number: stretch.frames.lowerBound))
        }
    }

    /// The using stage's end of it.
    func steadying() -> ShotSteadying {
        let use = Use(self)
        return ShotSteadying { frame in
            if let frame { use.ahead.beginning.push(Beginning(frame: frame)) }
            return try use.ahead.stretches.pop()?.stretch.take()
        }
    }

    /// When it goes, nobody wants more.
    private final class Use {
        let ahead: StretchesAhead

        init(_ ahead: StretchesAhead) { self.ahead = ahead }

        deinit {
            ahead.stretches.cancel()
            ahead.beginning.cancel()
        }
    }
}
