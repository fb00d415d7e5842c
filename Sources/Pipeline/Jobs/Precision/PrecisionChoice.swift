package import Net

/// How exactly the network is to compute.
package enum PrecisionChoice: String, Sendable, CaseIterable {
    /// The fastest whose colours cannot be told from f32's: see `PrecisionCheck.Difference.isAcceptable`.
    case auto
    case f32
    case bf16
    case int8

    /// nil for `auto`.
    package var fixed: Precision? { Precision(rawValue: rawValue) }
}
