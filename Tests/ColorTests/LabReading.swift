import Glibc

@testable import Color

extension ColorOracle {
    /// Light of R, G and B, not clipped; the rows are those that give no colour as R = G = B.
    static func light(l: Double, a: Double, b: Double) -> [Double] {
        let fy = (l + 16) / 116
        let xyz = zip([a / 500 + fy, fy, max(fy - b / 200, 0)], [0.95047, 1, 1.08883]).map { f, white in
            (f > 0.2068966 ? f * f * f : (f - 16.0 / 116) / 7.787) * white
        }
        return neutralRows.map { $0[0] * xyz[0] + $0[1] * xyz[1] + $0[2] * xyz[2] }
    }

    /// Whether no light lies outside 0…1.
    static func isInsideSRGB(l: Double, a: Double, b: Double) -> Bool {
        light(l: l, a: a, b: b).allSatisfy { (0...1).contains($0) }
    }

    /// L*a*b* of R', G', B'.
    static func lab(_ rgb: [Double]) -> (l: Double, a: Double, b: Double) {
        let light = rgb.map(linear)
        let m = neutralRows
        // Cramer's rule.
        func determinant(_ u: [Double], _ v: [Double], _ w: [Double]) -> Double {
            u[0] * (v[1] * w[2] - v[2] * w[1]) - u[1] * (v[0] * w[2] - v[2] * w[0])
                + u[2] * (v[0] * w[1] - v[1] * w[0])
        }
        let columns = (0..<3).map { column in m.map { $0[column] } }
        let whole = determinant(columns[0], columns[1], columns[2])
        let f = (0..<3).map { (i: Int) -> Double in
            var replaced = columns
            replaced[i] = light
            let value = determinant(replaced[0], replaced[1], replaced[2]) / whole / [0.95047, 1, 1.08883][i]
            return value > 0.008856 ? cbrt(value) : 7.787 * value + 16.0 / 116
        }
        return (116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2]))
    }

    private static let neutralRows: [[Double]] = [
        [3.24048134, -1.53715152, -0.49853633], [-0.96925495, 1.87599, 0.04155593],
        [0.05564664, -0.20404134, 1.05731107],
    ].map { (row: [Double]) in
        let white = row[0] * 0.95047 + row[1] + row[2] * 1.08883
        return row.map { $0 / white }
    }
}

extension TestPicture {
    /// L*a*b* of each pixel of an RGB picture in full range.
    var lab: [(l: Double, a: Double, b: Double)] {
        let planes = (0..<3).map(plane)
        let white = Double((1 << layout.bitDepth) - 1)
        return planes[0].indices.map { i in ColorOracle.lab(planes.map { Double($0[i]) / white }) }
    }
}
