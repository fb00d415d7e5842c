/// Planes of doubles, row after row, at other sizes.
extension [Double] {
    /// The value at a place between samples: bilinear, edges repeated.
    ///
    /// - Parameters:
    ///   - x: columns from the first sample's middle.
    ///   - y: rows from there.
    ///   - width: samples in a row.
    package func between(_ x: Double, _ y: Double, width: Int) -> Double {
        let height = count / width
        let (x, y) = (Swift.min(Swift.max(x, 0), Double(width - 1)), Swift.min(Swift.max(y, 0), Double(height - 1)))
        let (x0, y0) = (Int(x), Int(y))
        let (x1, y1) = (Swift.min(x0 + 1, width - 1), Swift.min(y0 + 1, height - 1))
        let (u, v) = (x - Double(x0), y - Double(y0))
        let above = self[y0 * width + x0] * (1 - u) + self[y0 * width + x1] * u
        let below = self[y1 * width + x0] * (1 - u) + self[y1 * width + x1] * u
        return above * (1 - v) + below * v
    }

    /// Bilinearly enlarged, as PyTorch's `interpolate(mode="bilinear", align_corners=False)` does it.
    ///
    /// - Parameters:
    ///   - size: of this plane.
    ///   - newSize: of the result.
    func enlarged(
        _ size: (width: Int, height: Int), to newSize: (width: Int, height: Int)
    ) -> [Double] {
        if size == newSize { return self }
        let columns = Self.positions(from: size.width, to: newSize.width)
        var result: [Double] = []
        result.reserveCapacity(newSize.width * newSize.height)
        for (y0, y1, v) in Self.positions(from: size.height, to: newSize.height) {
            let (above, below) = (y0 * size.width, y1 * size.width)
            for (x0, x1, u) in columns {
                let top = self[above + x0] * (1 - u) + self[above + x1] * u
                let bottom = self[below + x0] * (1 - u) + self[below + x1] * u
                result.append(top * (1 - v) + bottom * v)
            }
        }
        return result
    }

    /// Between which samples each sample of the result lies, and how far from the first to the second.
    private static func positions(from: Int, to: Int) -> [(Int, Int, Double)] {
        (0..<to).map { i in
            let position = Swift.max(0, (Double(i) + 0.5) * Double(from) / Double(to) - 0.5)
            let first = Swift.min(Int(position), from - 1)
            return (first, Swift.min(first + 1, from - 1), position - Double(first))
        }
    }

    /// Shrunk to means of blocks, where each side of the result goes whole times into this plane's; otherwise
    /// bilinearly.
    package func resized(_ size: (width: Int, height: Int), to newSize: (width: Int, height: Int)) -> [Double] {
        guard size.width % newSize.width == 0, size.height % newSize.height == 0 else {
            return enlarged(size, to: newSize)
        }
        let (blockWidth, blockHeight) = (size.width / newSize.width, size.height / newSize.height)
        return (0..<newSize.width * newSize.height).map { i in
            let start = i / newSize.width * blockHeight * size.width + i % newSize.width * blockWidth
            var sum = 0.0
            for row in 0..<blockHeight {
                for column in 0..<blockWidth { sum += self[start + row * size.width + column] }
            }
            return sum / Double(blockWidth * blockHeight)
        }
    }
}
