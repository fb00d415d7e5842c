internal import Guidance

/// What a person wants done with the colours of a shot, ready to be done.
struct ShotColors {
    private let changes: [ColorChange]
    /// Whether frames are to have their own colours.
    let isKept: Bool
    /// Whether they are to have none.
    let isGrey: Bool
    private let turn: HueTurn?
    private let saturation: Float

    init(_ changes: [ColorChange]) {
        self.changes = changes
        isKept = changes.contains(.keep)
        isGrey = changes.contains(.grey)
        var turns: [HueChange] = []
        var saturation = 1.0
        for change in changes {
            switch change {
            // The same twice is meant once.
            case .hue(let hue) where !turns.contains(hue): turns.append(hue)
            case .saturation(let factor): saturation = factor
            default: break
            }
        }
        turn = turns.isEmpty ? nil : HueTurn(turns)
        self.saturation = Float(saturation)
    }

    /// Whether colours may leave sRGB, where they are to keep their hue.
    var mayLeaveGamut: Bool { turn != nil || saturation > 1 }

    /// Whether these are the changes that it was made for.
    func isFor(_ changes: [ColorChange]) -> Bool { changes == self.changes }

    /// Changes a and b.
    ///
    /// - Parameters:
    ///   - ab: a above b, of `size`.
    ///   - lightness: of the same picture, of `lightnessSize`, which is at least as large.
    func apply(
        to ab: UnsafeMutablePointer<Float>, _ size: (width: Int, height: Int), lightness: UnsafePointer<Float>,
        _ lightnessSize: (width: Int, height: Int)
    ) {
        let count = size.width * size.height
        if let turn {
            for y in 0..<size.height {
                let row = (2 * y + 1) * lightnessSize.height / (2 * size.height) * lightnessSize.width
                for x in 0..<size.width {
                    let place = y * size.width + x
                    let level = lightness[row + (2 * x + 1) * lightnessSize.width / (2 * size.width)]
                    (ab[place], ab[count + place]) = turn.turned(a: ab[place], b: ab[count + place], lightness: level)
                }
            }
        }
        let factor = isGrey ? 0 : saturation
        if factor != 1 { for place in 0..<2 * count { ab[place] *= factor } }
    }
}
