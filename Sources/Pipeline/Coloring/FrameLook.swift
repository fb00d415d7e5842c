package import Color
internal import Media

/// What a decoded frame looks like, for what is decided shot by shot.
package struct FrameLook: Sendable {
    /// Whether it has colours of its own, and not only a tint.
    package let isColored: Bool
    /// Which of its columns and rows are black.
    package let borders: BorderSearch
}

extension ReducedFrame {
    /// Looks at the samples that were decoded.
    package borrowing func look() throws -> FrameLook {
        try picture.withPlanes { planes in
            FrameLook(isColored: OwnColors.areIn(planes), borders: BorderSearch(planes))
        }
    }

    /// Whether the frame has colours of its own, and not only a tint.
    package borrowing func isColored() throws -> Bool {
        try picture.withPlanes { planes in OwnColors.areIn(planes) }
    }
}
