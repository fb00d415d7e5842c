/// a* and b* of the pixels of a picture, in double.
struct ChromaPicture: Sendable {
    let width: Int
    let height: Int
    /// Row after row.
    private(set) var a: [Double]
    private(set) var b: [Double]

    init(width: Int, height: Int, a: [Double], b: [Double]) {
        self.width = width
        self.height = height
        self.a = a
        self.b = b
    }

    /// - Parameters:
    ///   - ab: plane a above plane b.
    ///   - saturation: factor on both.
    init(_ ab: borrowing PlaneBuffer, saturation: Double) {
        width = ab.width
        height = ab.height / 2
        a = ab.values.prefix(width * height).map { Double($0) * saturation }
        b = ab.values.dropFirst(width * height).map { Double($0) * saturation }
    }

    /// Mean distance of the pixels from grey.
    var mean: Double {
        var sum = 0.0
        for i in a.indices { sum += (a[i] * a[i] + b[i] * b[i]).squareRoot() }
        return sum / Double(a.count)
    }

    /// Mean of the squared differences of all values of a* and b* from those of `other`, which has the same size.
    func squaredError(from other: ChromaPicture) -> Double {
        var sum = 0.0
        for i in a.indices {
            let (da, db) = (a[i] - other.a[i], b[i] - other.b[i])
            sum += da * da + db * db
        }
        return sum / Double(2 * a.count)
    }

    /// Bilinearly enlarged, as PyTorch's `interpolate(mode="bilinear", align_corners=False)` does it.
    func enlarged(width newWidth: Int, height newHeight: Int) -> ChromaPicture {
        if (newWidth, newHeight) == (width, height) { return self }
        let columns = Self.positions(from: width, to: newWidth)
        let rows = Self.positions(from: height, to: newHeight)
        func enlarge(_ plane: [Double]) -> [Double] {
            var result: [Double] = []
            result.reserveCapacity(newWidth * newHeight)
            for (y0, y1, v) in rows {
                for (x0, x1, u) in columns {
                    let above = plane[y0 * width + x0] * (1 - u) + plane[y0 * width + x1] * u
                    let below = plane[y1 * width + x0] * (1 - u) + plane[y1 * width + x1] * u
                    result.append(above * (1 - v) + below * v)
                }
            }
            return result
        }
        return ChromaPicture(width: newWidth, height: newHeight, a: enlarge(a), b: enlarge(b))
    }

    /// Between which samples each sample of the result lies, and how far from the first to the second.
    private static func positions(from: Int, to: Int) -> [(Int, Int, Double)] {
        (0..<to).map { i in
            let position = max(0, (Double(i) + 0.5) * Double(from) / Double(to) - 0.5)
            let first = min(Int(position), from - 1)
            return (first, min(first + 1, from - 1), position - Double(first))
        }
    }
}
