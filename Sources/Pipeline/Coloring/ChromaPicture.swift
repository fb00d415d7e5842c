internal import Color
internal import Net

/// a* and b* of the pixels of a picture, in double.
package struct ChromaPicture: Sendable {
    package let width: Int
    package let height: Int
    /// Row after row.
    package private(set) var a: [Double]
    package private(set) var b: [Double]

    init(width: Int, height: Int, a: [Double], b: [Double]) {
        self.width = width
        self.height = height
        self.a = a
        self.b = b
    }

    /// - Parameters:
    ///   - output: what a network gave.
    ///   - layout: of that.
    ///   - saturation: factor on a and b.
    init(_ output: borrowing PlaneBuffer, of layout: NetworkOutput, saturation: Double) {
        width = layout.width
        height = layout.height
        let ab = output.values[layout.ab]
        a = ab.prefix(width * height).map { Double($0) * saturation }
        b = ab.dropFirst(width * height).map { Double($0) * saturation }
    }

    /// Mean distance of the pixels from grey.
    package var mean: Double {
        var sum = 0.0
        for i in a.indices { sum += (a[i] * a[i] + b[i] * b[i]).squareRoot() }
        return sum / Double(a.count)
    }

    /// Mean of the squared differences of all values of a* and b* from those of `other`, which has the same size.
    package func squaredError(from other: ChromaPicture) -> Double {
        var sum = 0.0
        for i in a.indices {
            let (da, db) = (a[i] - other.a[i], b[i] - other.b[i])
            sum += da * da + db * db
        }
        return sum / Double(2 * a.count)
    }

    /// Bilinearly enlarged; see `[Double].enlarged`.
    package func enlarged(width newWidth: Int, height newHeight: Int) -> ChromaPicture {
        let (size, newSize) = ((width, height), (newWidth, newHeight))
        return ChromaPicture(
            width: newWidth, height: newHeight, a: a.enlarged(size, to: newSize), b: b.enlarged(size, to: newSize))
    }

    /// At another size; see `[Double].resized`.
    package func resized(width newWidth: Int, height newHeight: Int) -> ChromaPicture {
        let (size, newSize) = ((width, height), (newWidth, newHeight))
        return ChromaPicture(
            width: newWidth, height: newHeight, a: a.resized(size, to: newSize), b: b.resized(size, to: newSize))
    }

    /// With what is left of it at the L* of each pixel.
    func faded(by fade: ChromaFade, at lightness: borrowing PlaneBuffer) -> ChromaPicture {
        var faded = self
        for i in a.indices {
            let share = fade.factor(at: Double(lightness.values[i]))
            faded.a[i] *= share
            faded.b[i] *= share
        }
        return faded
    }
}
