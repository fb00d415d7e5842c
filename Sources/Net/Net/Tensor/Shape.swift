/// Sizes of one input's worth of values, of any rank. How many inputs run at once is the executor's business.
struct Shape: Hashable, Sendable, CustomStringConvertible {
    /// The outermost first.
    var sizes: [Int]

    init(_ sizes: Int...) { self.sizes = sizes }

    var elementCount: Int { sizes.reduce(1, *) }

    var description: String { sizes.map(String.init).joined(separator: "×") }
}

/// Planes of rows, which is what all but a few values are: rank 3.
extension Shape {
    /// Whether the values are planes.
    var isPlanes: Bool { sizes.count == 3 }

    var channels: Int { sizes[0] }
    var height: Int { sizes[1] }
    var width: Int { sizes[2] }
}
