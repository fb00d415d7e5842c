import Net

/// Which precision was chosen after measuring, and why.
struct PrecisionVerdict {
    /// How far a precision is from f32.
    typealias Measurement = (precision: Precision, difference: PrecisionCheck.Difference)

    /// Those that differ too much, as they were tried.
    var refused: [Measurement] = []
    /// The one after them; nil for f32.
    var chosen: Measurement?
    /// Pictures that were compared.
    let frameCount: Int

    /// For people.
    var line: String {
        var others = refused[...]
        let beginning =
            if let chosen {
                "\(chosen.precision.rawValue) differs from f32 by \(chosen.difference.text), on \(frameCount) frames"
            } else if let first = others.popFirst() {
                "f32; \(first.precision.rawValue) differs from it by \(first.difference.text), on \(frameCount) frames"
            } else {
                "f32"
            }
        let further = others.map { "; \($0.precision.rawValue) by \($0.difference.figures)" }.joined()
        return "precision: \(beginning)\(further)\(refused.isEmpty ? "" : ", too much")"
    }
}
