package import Color

extension PlaneBuffer {
    /// A plane with these samples.
    package static func plane(_ samples: [Float], width: Int) throws -> PlaneBuffer {
        let plane = try PlaneBufferPool().take(width: width, height: samples.count / width)
        _ = plane.mutableValues.update(fromContentsOf: samples)
        return plane
    }

    /// The samples; what a pointer to them cannot be used for after the plane's end.
    package func samples() -> [Float] { Array(values) }
}
