/// What a path is to a run.
package enum PathRole: Sendable, Hashable {
    case input, output
    /// The network's weights.
    case weights
    /// The scales of int8.
    case calibration
    /// The list of a film's cuts.
    case cuts
    /// Photographs beside their colours, of an evaluation.
    case contactSheet
    /// Frames beside their colours, of an evaluation.
    case strip
    /// The table of an evaluation.
    case table
}
