package import Files

/// Where a shot begins.
package struct Cut: Codable, Hashable, Sendable {
    /// Number of the shot's first frame, from 0.
    package let frame: Int
    /// When it is shown; nil for a picture.
    package let seconds: Double?

    /// See the properties.
    package init(frame: Int, seconds: Double?) {
        self.frame = frame
        self.seconds = seconds
    }

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
package struct CutList: Sendable, Equatable {
    /// The first frame of each shot, 0 or more.
    package let frames: Set<Int>

    /// Reads the text of the file at `path`. Throws `FileError.unreadable` with the line that is none.
    package init(text: String, path: String) throws(FileError) {
        var frames: Set<Int> = []
        for (number, line) in text.lines.enumerated() {
            let words = line.words
            guard let word = words.first else { continue }
            guard let frame = Int(word), frame >= 0, words.count <= 2, words.allSatisfy({ Double($0) != nil }) else {
                throw FileError(
                    .unreadable, path: path, reason: "line \(number + 1) is not the number of a frame and a time")
            }
            frames.insert(frame)
        }
        self.frames = frames
    }

    /// A list of these.
    package init(frames: Set<Int>) { self.frames = frames }

    /// Whether a shot begins with frame `frame`.
    package func contains(_ frame: Int) -> Bool { frames.contains(frame) }

    /// The text of a list of `cuts`.
    package static func text(of cuts: [Cut]) -> String {
        let lines = ["# first frame of each shot, seconds"] + cuts.map(\.line)
        return lines.joined(separator: "\n") + "\n"
    }
}
