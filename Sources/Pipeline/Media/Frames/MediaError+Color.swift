package import Color

extension MediaError {
    /// A picture that cannot be converted.
    package init(_ error: ColorError) { self.init(.unsupported, reason: error.reason) }

    /// What `body` gives; its error as one of this room.
    package static func wrapping<Result: ~Copyable>(
        _ body: () throws(ColorError) -> Result
    ) throws(MediaError) -> Result {
        do throws(ColorError) {
            return try body()
        } catch {
            throw MediaError(error)
        }
    }
}
