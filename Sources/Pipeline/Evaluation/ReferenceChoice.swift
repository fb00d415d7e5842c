/// Which frames of each shot lend their true colours to the others.
package enum ReferenceChoice: Sendable, Equatable {
    case first, firstAndLast
    /// The first, and each so many frames after it; at least 1.
    case every(Int)

    /// The frames of `shot`, in order.
    func frames(of shot: Range<Int>) -> [Int] {
        if shot.isEmpty { return [] }
        switch self {
        case .first: return [shot.lowerBound]
        case .firstAndLast: return Set([shot.lowerBound, shot.upperBound - 1]).sorted()
        case .every(let interval): return Array(stride(from: shot.lowerBound, to: shot.upperBound, by: interval))
        }
    }
}
