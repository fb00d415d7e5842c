/// The options of the command line that a Swift file names in its strings: those of the executable, which alone knows
/// how a wish is expressed.
struct FlagWords {
    /// As they are found: "--codec", "-y".
    let flags: [String]

    init(_ text: String) {
        flags = SwiftNames.strings(in: text).flatMap(Self.flags)
    }

    /// Our options of one letter; others are of other programs (`ulimit -v`).
    private static let letters: Set<Character> = ["c", "e", "f", "h", "q", "y"]

    /// The options in the text of one string.
    private static func flags(in text: String) -> [String] {
        // What may stand before an option; a dash inside a word is none.
        text.split { " \t\n`'\"(,;:/=[".contains($0) }.compactMap { word in
            let name = word.prefix { $0 == "-" || $0.isLetter || $0.isNumber }
            if name.hasPrefix("--") {
                return name.dropFirst(2).first.map { $0.isLetter } ?? false ? String(name) : nil
            }
            guard name.count == 2, name.first == "-", let letter = name.last, letters.contains(letter) else {
                return nil
            }
            return String(name)
        }
    }
}
