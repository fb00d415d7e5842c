internal import FFmpegShim

/// A fraction, as FFmpeg counts time bases (seconds a tick), frame rates (frames a second) and aspect ratios.
package struct Rational: Sendable, Hashable, CustomStringConvertible {
    let numerator: Int32
    let denominator: Int32

    init(_ numerator: Int32, _ denominator: Int32) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// FFmpeg writes 0/1 or 0/0 for "unknown"; so a value means something only when both parts are positive.
    var isPositive: Bool { numerator > 0 && denominator > 0 }

    /// The quotient; 0 when unknown.
    package var value: Double { denominator == 0 ? 0 : Double(numerator) / Double(denominator) }

    /// The fraction turned over.
    var inverse: Rational { Rational(denominator, numerator) }

    /// "24000/1001".
    package var description: String { "\(numerator)/\(denominator)" }
}

extension Rational {
    init(_ rational: AVRational) { self.init(rational.num, rational.den) }

    var av: AVRational { AVRational(num: numerator, den: denominator) }
}
