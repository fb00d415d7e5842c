package import Color

extension MediaError {
    /// A picture that cannot be converted.
    package init(_ error: ColorError) { self.init(.unsupported, reason: error.reason) }
}
