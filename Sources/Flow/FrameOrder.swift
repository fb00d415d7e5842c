/// Lets several threads take frames from one queue and hand them on in the same order.
final class FrameOrder: Sendable {
    private let taking = Guarded(0)
    private let turn = Monitor(0)

    /// Calls `body` while no other thread does, and numbers its results, from 0; nil if it gives nil.
    func take<Element>(_ body: () -> Element?) -> (number: Int, element: Element)? {
        taking.withLock { next in
            guard let element = body() else { return nil }
            defer { next += 1 }
            return (next, element)
        }
    }

    /// Calls `body` when it was called for all lower numbers. Every number must come, or those after it wait for ever.
    func inTurn<Result>(_ number: Int, _ body: () throws -> Result) rethrows -> Result {
        turn.wait { $0 == number ? () : nil }
        defer { turn.change { $0 += 1 } }
        return try body()
    }
}
