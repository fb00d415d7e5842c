/// The 313 colours that the networks choose between: a grid of 10 in a* and b*, as far as the sRGB gamut reaches.
/// Zhang, Isola and Efros, "Colorful Image Colorization" (ECCV 2016), section 2.1; in the order of the networks'
/// channels.
enum ColorBins {
    /// For every a*, the first and the last b*.
    private static let rows: [(a: Int, firstB: Int, lastB: Int)] = [
        (-90, 50, 90), (-80, 20, 90), (-70, 0, 90), (-60, -20, 90), (-50, -30, 100),
        (-40, -40, 100), (-30, -50, 100), (-20, -50, 100), (-10, -60, 100), (0, -70, 100),
        (10, -80, 90), (20, -80, 90), (30, -90, 90), (40, -100, 90), (50, -100, 80),
        (60, -110, 80), (70, -110, 80), (80, -110, 70), (90, -110, 70), (100, -90, 0),
    ]

    /// a* of every bin, then b* of every bin.
    static let centres: [Float] = {
        let bins = rows.flatMap { row in
            stride(from: row.firstB, through: row.lastB, by: 10).map { (Float(row.a), Float($0)) }
        }
        return bins.map(\.0) + bins.map(\.1)
    }()

    static let count = 313
}
