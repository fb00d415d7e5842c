/// The rows of a plane in bands that threads may share among them.
///
/// The bands follow from the picture's size alone, never from the machine, and each has scratch memory of its own: the
/// result is the same to the last bit whoever does which. The caller works through the bands itself; a core that is
/// idle takes some off it, and one that wakes too late finds nothing left to do and is not waited for. So a busy
/// machine loses next to nothing.
struct RowBands: Sendable {
    /// All of them.
    let rows: Int
    /// Bands, at least 1.
    let count: Int

    /// Samples that are worth another band: about a quarter of a millisecond's work, against which what a band costs
    /// (a thread to wake, rows at its edges to do twice) is little.
    private static let samplesPerBand = 1 << 18
    /// More would only take memory: what goes on beside these stages is slower than an eighth of them.
    static let most = 8

    /// - Parameters:
    ///   - rows: to be worked on.
    ///   - samples: of the picture that goes in or comes out.
    ///   - count: for tests; what suits that number of samples by default.
    init(rows: Int, samples: Int, count: Int? = nil) {
        self.rows = rows
        self.count = max(1, min(count ?? min(samples / Self.samplesPerBand, Self.most), rows))
    }

    /// The rows of one band, 0..<count.
    func range(of band: Int) -> Range<Int> { rows * band / count..<rows * (band + 1) / count }

    /// Calls `body` once for each band, on this thread and others at the same time, and returns when all calls have.
    func forEach(_ body: (_ band: Int, _ rows: Range<Int>) -> Void) {
        if count == 1 {
            body(0, 0..<rows)
        } else {
            // Callers keep to this: a band writes only its own rows.
            RowWorkers.shared.forEach(count: count) { body($0, range(of: $0)) }
        }
    }
}
