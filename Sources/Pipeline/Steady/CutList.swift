internal import Files

/// Where a shot begins.
struct Cut: Sendable, Equatable {
    /// Number of the shot's first frame, as `FrameInfo.index` counts.
    let frame: Int
    /// When it is shown; nil for a picture.
    let seconds: Double?

    /// "1440 60.000".
    fileprivate var line: String {
        guard let seconds else { return "\(frame)" }
        let thousandths = Int64((min(max(-1e9, seconds), 1e9) * 1000).rounded())
        let (whole, rest) = thousandths.magnitude.quotientAndRemainder(dividingBy: 1000)
        let digits = String(1000 + rest).dropFirst()
        return "\(frame) \(thousandths < 0 ? "-" : "")\(whole).\(digits)"
    }
}

/// A list of cuts in a text file: one line a cut, the number of the shot's first frame and, for people, the time it is
/// shown at in seconds. What follows a `#` is a comment.
struct CutList: Sendable {
    private let frames: Set<Int>

    /// Longer files are something else.
    private static let mostBytes = 64 << 20

    /// Reads a list. Throws `MediaError.badInput` with the line that is none.
    init(path: String) throws(MediaError) {
        var frames: Set<Int> = []
        let lines = try TextFile.read(path: path, mostBytes: CutList.mostBytes, meant: "a list of cuts")
            .split(separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() {
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
            guard let word = words.first else { continue }
            guard let frame = Int(word), frame >= 0, words.count <= 2, words.allSatisfy({ Double($0) != nil }) else {
                throw MediaError(
                    .badInput, path: path, reason: "line \(number + 1) is not the number of a frame and a time")
            }
            frames.insert(frame)
        }
        self.frames = frames
    }

    /// Whether a shot begins with frame `frame`.
    func contains(_ frame: Int) -> Bool { frames.contains(frame) }

    /// Writes a list, which has its name when it is complete. Throws `MediaError.writing`.
    static func write(_ cuts: [Cut], to file: inout UnfinishedFile) throws(MediaError) {
        let lines = ["# first frame of each shot, seconds"] + cuts.map(\.line)
        try file.finish(with: Array((lines.joined(separator: "\n") + "\n").utf8))
    }
}
