package import Color
package import Guidance

/// Colours that hold for a shot, frame by frame, from stretches that come one after the other. For one thread at a
/// time.
package final class ShotSteadying {
    private let next: (_ beginning: Int?) throws -> ShotStretch?
    private var stretch: ShotStretch?
    private var hasBegun = false

    /// - Parameter next: gives the next stretch, nil behind the last; gets the number of the first frame when it is
    ///   asked first.
    init(next: @escaping (_ beginning: Int?) throws -> ShotStretch?) { self.next = next }

    /// Makes each stretch when the first of its frames is asked for.
    package convenience init(_ maker: StretchMaker) {
        self.init { beginning in
            if let beginning { try maker.begin(at: beginning) }
            return try maker.next()
        }
    }

    /// a above b of frame `number`, of the size of the network's output or of its input: see `ChromaSource`. nil behind
    /// the film's end.
    /// Frames are asked for in order. Throws what making stretches throws, `ColorError` if there is no memory.
    package func colors(of number: Int, seen: borrowing SeenFrame) throws -> PlaneBuffer? {
        try stretch(with: number)?.guide.colors(of: number, seen: seen)
    }

    /// Whether a shot begins with frame `number`.
    func isShotStart(_ number: Int) throws -> Bool {
        guard let stretch = try stretch(with: number) else { return false }
        return stretch.beginsShot && stretch.frames.lowerBound == number
    }

    private func stretch(with number: Int) throws -> ShotStretch? {
        while !hasBegun || (stretch.map { $0.frames.upperBound <= number } ?? false) {
            let beginning = hasBegun ? nil : number
            hasBegun = true
            // What is past is given back before the next is there.
            stretch = nil
            stretch = try next(beginning)
        }
        return stretch
    }
}
