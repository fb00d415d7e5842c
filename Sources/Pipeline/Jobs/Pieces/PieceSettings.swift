package import Media

/// What a run does with its pieces.
package struct PieceSettings: Sendable {
    /// Where pieces begin.
    package var borders = PieceBorders()
    /// So many are done at a time.
    package var jobs = 1
    /// Whether they are kept after the output has its name.
    package var keepsPieces = false
    /// Whether pieces of an earlier run are removed first.
    package var isFresh = false

    /// With every default.
    package init() {}
}
