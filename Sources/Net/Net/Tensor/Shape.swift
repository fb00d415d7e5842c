/// Sizes of one input's worth of values, of any rank. How many inputs run at once is the executor's business.
struct Shape: Hashable, Sendable, CustomStringConvertible {
    /// The outermost first.
    var sizes: [Int]

    init(_ sizes: Int...) { self.sizes = sizes }

    /// So many rows of `width` numbers: rank 2.
    init(tokens: Int, width: Int) { sizes = [tokens, width] }

    var elementCount: Int { sizes.reduce(1, *) }

    var description: String { sizes.map(String.init).joined(separator: "×") }
}

/// Tokens, which are rows of numbers: rank 2.
extension Shape {
    /// Whether the values are tokens.
    var isTokens: Bool { sizes.count == 2 }

    var tokenCount: Int { sizes[0] }
    var tokenWidth: Int { sizes[1] }
}

/// Planes of rows, which is what all but a few values are: rank 3.
extension Shape {
    /// Whether the values are planes.
    var isPlanes: Bool { sizes.count == 3 }

    var channels: Int { sizes[0] }
    var height: Int { sizes[1] }
    var width: Int { sizes[2] }
}
