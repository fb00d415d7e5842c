import Glibc
import TestSupport

@testable import Color

/// The colour path once more in double, pixel by pixel, as naively as the definitions read.
struct ColorOracle {
    let layout: PictureLayout

    // MARK: Curves (scikit-image's constants)

    static func linear(_ v: Double) -> Double { v > 0.04045 ? pow((v + 0.055) / 1.055, 2.4) : v / 12.92 }

    static func encoded(_ x: Double) -> Double { x > 0.0031308 ? 1.055 * pow(x, 1 / 2.4) - 0.055 : 12.92 * x }

    static func lightness(_ rgb: [Double], luminance: [Double] = [0.212671, 0.715160, 0.072169]) -> Double {
        let light = rgb.map { linear(min(max($0, 0), 1)) }
        let y = zip(luminance, light).reduce(0) { $0 + $1.0 * $1.1 }
        return 116 * (y > 0.008856 ? cbrt(y) : 7.787 * y + 16.0 / 116) - 16
    }

    /// - Parameter neutral: rows divided by their sum over white, so that no colour means R' = G' = B'.
    static func rgb(l: Double, a: Double, b: Double, neutral: Bool) -> [Double] {
        let fy = (l + 16) / 116
        let xyz = zip([a / 500 + fy, fy, max(fy - b / 200, 0)], [0.95047, 1, 1.08883]).map { f, white in
            (f > 0.2068966 ? f * f * f : (f - 16.0 / 116) / 7.787) * white
        }
        let rows = [
            [3.24048134, -1.53715152, -0.49853633], [-0.96925495, 1.87599, 0.04155593],
            [0.05564664, -0.20404134, 1.05731107],
        ]
        return rows.map { row in
            let white = neutral ? row[0] * 0.95047 + row[1] + row[2] * 1.08883 : 1
            let light = (row[0] * xyz[0] + row[1] * xyz[1] + row[2] * xyz[2]) / white
            return encoded(min(max(light, 0), 1))
        }
    }

    // MARK: Primaries

    /// X, Y and Z of R, G and B by the definition: white is the sum of the three.
    private var xyzOfRGB: [[Double]] {
        let white = [0.3127 / 0.3290, 1, (1 - 0.3127 - 0.3290) / 0.3290]
        let columns = layout.color.primaries.chromaticities.map { [$0.x / $0.y, 1, (1 - $0.x - $0.y) / $0.y] }
        let matrix = (0..<3).map { row in columns.map { $0[row] } }
        let shares = Self.solved(matrix, white)
        return matrix.map { row in zip(row, shares).map { $0 * $1 } }
    }

    private var luminance: [Double] {
        layout.color.primaries == .bt709 ? [0.212671, 0.715160, 0.072169] : xyzOfRGB[1]
    }

    /// x with m x = v, by elimination.
    private static func solved(_ m: [[Double]], _ v: [Double]) -> [Double] {
        var rows = zip(m, v).map { $0 + [$1] }
        for i in 0..<3 {
            let pivot = (i..<3).max { abs(rows[$0][i]) < abs(rows[$1][i]) } ?? i
            rows.swapAt(i, pivot)
            for j in 0..<3 where j != i {
                let factor = rows[j][i] / rows[i][i]
                for k in 0..<4 { rows[j][k] -= factor * rows[i][k] }
            }
        }
        return (0..<3).map { rows[$0][3] / rows[$0][$0] }
    }

    private func lightness(_ rgb: [Double]) -> Double {
        Self.lightness(rgb, luminance: luminance)
    }

    /// Clipped R', G', B' of L*a*b* for the layout's primaries.
    private func rgb(l: Double, a: Double, b: Double) -> [Double] {
        if layout.color.primaries == .bt709 { return Self.rgb(l: l, a: a, b: b, neutral: true) }
        let fy = (l + 16) / 116
        let f = [a / 500 + fy, fy, max(fy - b / 200, 0)]
        let white = [0.3127 / 0.3290, 1, (1 - 0.3127 - 0.3290) / 0.3290]
        let xyz = zip(f, white).map { ($0 > 0.2068966 ? $0 * $0 * $0 : ($0 - 16.0 / 116) / 7.787) * $1 }
        return Self.solved(xyzOfRGB, xyz).map { Self.encoded(min(max($0, 0), 1)) }
    }

    // MARK: Codes

    private var unit: Double { Double(1 << (layout.bitDepth - 8)) }
    var maximum: Double { Double((1 << layout.bitDepth) - 1) }
    private var isLimited: Bool { layout.color.range == .limited }
    private var blackAndSpan: (Double, Double) { isLimited ? (16 * unit, 219 * unit) : (0, maximum) }
    private var neutralAndSpan: (Double, Double) { (128 * unit, isLimited ? 224 * unit : maximum) }

    func luma(_ code: Double) -> Double { (code - blackAndSpan.0) / blackAndSpan.1 }
    func chroma(_ code: Double) -> Double { (code - neutralAndSpan.0) / neutralAndSpan.1 }
    /// Not rounded.
    func lumaCode(_ v: Double) -> Double { v * blackAndSpan.1 + blackAndSpan.0 }
    func chromaCode(_ v: Double) -> Double { min(max(v * neutralAndSpan.1 + neutralAndSpan.0, 0), maximum) }

    private var kr: Double { layout.color.matrix.kr }
    private var kb: Double { layout.color.matrix.kb }

    func rgb(y: Double, cb: Double, cr: Double) -> [Double] {
        let kg = 1 - kr - kb
        return [
            y + 2 * (1 - kr) * cr, y - 2 * kb * (1 - kb) / kg * cb - 2 * kr * (1 - kr) / kg * cr, y + 2 * (1 - kb) * cb,
        ]
    }

    func yuv(_ rgb: [Double]) -> [Double] {
        let y = kr * rgb[0] + (1 - kr - kb) * rgb[1] + kb * rgb[2]
        return [y, (rgb[2] - y) / (2 * (1 - kb)), (rgb[0] - y) / (2 * (1 - kr))]
    }

    // MARK: Chroma positions

    private var cositedX: Bool { [.left, .topLeft].contains(layout.color.chromaLocation) }
    private var cositedY: Bool { [.top, .topLeft].contains(layout.color.chromaLocation) }

    /// Where luma coordinate p (sample i has its middle at i + ½) lies among chroma samples, in the same convention.
    private static func chromaCoordinate(_ p: Double, shift: Int, cosited: Bool) -> Double {
        let step = Double(1 << shift)
        return cosited ? (p - 0.5) / step + 0.5 : p / step
    }

    /// Two samples and the weight of the second.
    private static func linearWeights(_ coordinate: Double, count: Int) -> (Int, Int, Double) {
        let position = coordinate - 0.5
        let first = Int(position.rounded(.down))
        return (min(max(first, 0), count - 1), min(max(first + 1, 0), count - 1), position - Double(first))
    }

    // MARK: Lightness

    func lightness(of picture: TestPicture) -> [Double] {
        let first = picture.plane(0).map(Double.init)
        return rgb(of: picture).enumerated().map { i, rgb in
            switch layout.model {
            case .gray: Self.lightness(rgb) + Self.excess(rgb[0])
            case .rgb: lightness(rgb) + Self.excess(zip(rgb, luminance).reduce(0) { $0 + $1.0 * $1.1 })
            case .yuv: lightness(rgb) + Self.excess(luma(first[i]))
            }
        }
    }

    /// R', G' and B' of the picture in codes of 8 bits, clipped but not rounded, plane after plane.
    func shown(_ picture: TestPicture) -> [Double] {
        let pixels = rgb(of: picture)
        return (0..<3).flatMap { channel in pixels.map { min(max($0[channel], 0), 1) * 255 } }
    }

    /// R', G' and B' of each pixel, not clipped.
    private func rgb(of picture: TestPicture) -> [[Double]] {
        let planes = (0..<layout.planeCount).map { picture.plane($0).map(Double.init) }
        let rows = (0..<layout.height).map { y in
            Self.linearWeights(
                Self.chromaCoordinate(Double(y) + 0.5, shift: layout.chromaShiftY, cosited: cositedY),
                count: layout.chromaHeight)
        }
        let columns = (0..<layout.width).map { x in
            Self.linearWeights(
                Self.chromaCoordinate(Double(x) + 0.5, shift: layout.chromaShiftX, cosited: cositedX),
                count: layout.chromaWidth)
        }
        return (0..<layout.width * layout.height).map { i in
            switch layout.model {
            case .gray:
                return [Double](repeating: luma(planes[0][i]), count: 3)
            case .rgb:
                return planes.map { luma($0[i]) }
            case .yuv:
                let (y0, y1, wy) = rows[i / layout.width]
                let (x0, x1, wx) = columns[i % layout.width]
                let c = planes[1...].map { plane -> Double in
                    let w = layout.chromaWidth
                    let above = plane[y0 * w + x0] * (1 - wx) + plane[y0 * w + x1] * wx
                    let below = plane[y1 * w + x0] * (1 - wx) + plane[y1 * w + x1] * wx
                    return chroma(above * (1 - wy) + below * wy)
                }
                return rgb(y: luma(planes[0][i]), cb: c[0], cr: c[1])
            }
        }
    }

    /// What full-size L* keeps of Y' beyond black and white.
    private static func excess(_ v: Double) -> Double { 100 * (v - min(max(v, 0), 1)) }

    /// L* of the picture at the network's size, without rounding in between.
    func networkLightness(of picture: TestPicture, width: Int, height: Int) -> [Double] {
        let small = (0..<layout.planeCount).map { plane -> [Double] in
            let isChroma = plane > 0 && layout.model == .yuv
            let size = picture.size(plane)
            let x = Self.cubicWeights(
                span: Double(layout.width), shift: isChroma ? layout.chromaShiftX : 0, cosited: cositedX,
                count: size.width, size: width)
            let y = Self.cubicWeights(
                span: Double(layout.height), shift: isChroma ? layout.chromaShiftY : 0, cosited: cositedY,
                count: size.height, size: height)
            return Self.resized(picture.plane(plane).map(Double.init), width: size.width, x: x, y: y)
        }
        return (0..<width * height).map { i in
            switch layout.model {
            case .gray: Self.lightness([Double](repeating: luma(small[0][i]), count: 3))
            case .rgb: lightness(small.map { luma($0[i]) })
            case .yuv:
                lightness(rgb(y: luma(small[0][i]), cb: chroma(small[1][i]), cr: chroma(small[2][i])))
            }
        }
    }

    private static func cubicWeights(
        span: Double, shift: Int, cosited: Bool, count: Int, size: Int
    ) -> [[(index: Int, weight: Double)]] {
        let widening = max(span / Double(1 << shift) / Double(size), 1)
        return (0..<size).map { i in
            let center = chromaCoordinate((Double(i) + 0.5) * span / Double(size), shift: shift, cosited: cosited)
            let weights = (0..<count).map { index -> (index: Int, weight: Double) in
                let d = abs(Double(index) + 0.5 - center) / widening
                let near = 1.5 * d * d * d - 2.5 * d * d + 1
                let far = -0.5 * d * d * d + 2.5 * d * d - 4 * d + 2
                return (index, d < 1 ? near : d < 2 ? far : 0)
            }
            let sum = weights.reduce(0) { $0 + $1.weight }
            return weights.filter { $0.weight != 0 }.map { ($0.index, $0.weight / sum) }
        }
    }

    private static func resized(
        _ plane: [Double], width: Int, x: [[(index: Int, weight: Double)]], y: [[(index: Int, weight: Double)]]
    ) -> [Double] {
        let narrow = (0..<plane.count / width).map { row in
            x.map { $0.reduce(0) { $0 + plane[row * width + $1.index] * $1.weight } }
        }
        return y.flatMap { rows in x.indices.map { i in rows.reduce(0) { $0 + narrow[$1.index][i] * $1.weight } } }
    }

    // MARK: Recombination

    /// Bilinear, align_corners = false, edges repeated.
    static func stretched(_ plane: [Double], from: (width: Int, height: Int), to: (width: Int, height: Int)) -> [Double]
    {
        let rows = (0..<to.height).map {
            linearWeights(max((Double($0) + 0.5) * Double(from.height) / Double(to.height), 0.5), count: from.height)
        }
        let columns = (0..<to.width).map {
            linearWeights(max((Double($0) + 0.5) * Double(from.width) / Double(to.width), 0.5), count: from.width)
        }
        return rows.flatMap { y0, y1, wy in
            columns.map { x0, x1, wx in
                let above = plane[y0 * from.width + x0] * (1 - wx) + plane[y0 * from.width + x1] * wx
                let below = plane[y1 * from.width + x0] * (1 - wx) + plane[y1 * from.width + x1] * wx
                return above * (1 - wy) + below * wy
            }
        }
    }

    /// The codes of each plane before rounding. a and b at the picture's size.
    func codes(lightness: [Double], a: [Double], b: [Double], neutral: Bool = true) -> [[Double]] {
        let pixels = lightness.indices.map {
            neutral
                ? rgb(l: lightness[$0], a: a[$0], b: b[$0])
                : Self.rgb(l: lightness[$0], a: a[$0], b: b[$0], neutral: false)
        }
        if layout.model == .rgb { return (0..<3).map { channel in pixels.map { lumaCode($0[channel]) } } }
        let yuv = pixels.map(self.yuv)
        let luma = yuv.map { lumaCode($0[0]) }
        if layout.model == .gray { return [luma] }
        return [luma] + (1...2).map { plane in narrowed(yuv.map { $0[plane] }).map(chromaCode) }
    }

    private func narrowed(_ plane: [Double]) -> [Double] {
        let rows = Self.sitingWeights(shift: layout.chromaShiftY, cosited: cositedY)
        let columns = Self.sitingWeights(shift: layout.chromaShiftX, cosited: cositedX)
        return (0..<layout.chromaWidth * layout.chromaHeight).map { i in
            let x = (i % layout.chromaWidth) << layout.chromaShiftX
            let y = (i / layout.chromaWidth) << layout.chromaShiftY
            return rows.reduce(0) { sum, row in
                let yy = min(max(y + row.offset, 0), layout.height - 1)
                return sum
                    + columns.reduce(0) {
                        $0 + plane[yy * layout.width + min(max(x + $1.offset, 0), layout.width - 1)] * $1.weight
                            * row.weight
                    }
            }
        }
    }

    private static func sitingWeights(shift: Int, cosited: Bool) -> [(offset: Int, weight: Double)] {
        switch (shift, cosited) {
        case (0, _): [(0, 1)]
        case (1, false): [(0, 0.5), (1, 0.5)]
        case (1, true): [(-1, 0.25), (0, 0.5), (1, 0.25)]
        case (_, false): (0..<4).map { ($0, 0.25) }
        case (_, true): (-3...3).map { ($0, (4 - Double(abs($0))) / 16) }
        }
    }
}
