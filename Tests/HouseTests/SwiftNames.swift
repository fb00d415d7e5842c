/// The words of a Swift file, without its comments and without the text of its strings: the names that it declares and
/// uses.
struct SwiftNames {
    struct Word: Equatable {
        let text: String
        /// Braces that are open around it.
        let depth: Int
        /// Whether a dot stands before it: a member, not a name by itself.
        let isMember: Bool
        /// Whether a colon follows: most often an argument's label.
        let isLabel: Bool
        /// Whether only spaces are between it and the word before.
        let isNext: Bool
    }

    private(set) var words: [Word] = []

    /// The text of each string of a file, those inside interpolations too; U+FFFC stands for what is interpolated.
    static func strings(in text: String) -> [String] {
        var scanner = Scanner(characters: Array(text.unicodeScalars))
        scanner.scan()
        return scanner.strings
    }

    init(_ text: String) {
        var scanner = Scanner(characters: Array(text.unicodeScalars))
        scanner.scan()
        words = scanner.words
    }

    /// What stands before a name that is declared.
    private static let keywords: Set<String> = [
        "struct", "class", "enum", "protocol", "actor", "typealias", "func", "var", "let", "case",
    ]

    /// Names that the file gives to the whole module: its outermost types, functions and values.
    var declared: Set<String> { names(in: words.indices, depth: 0) }

    /// The extensions of the file: the outermost type that each extends, and the names of the members that it adds.
    var extensions: [(type: String, members: Set<String>)] {
        words.indices.compactMap { index in
            guard words[index].text == "extension", words[index].depth == 0, index + 1 < words.count else { return nil }
            let end =
                words[(index + 1)...].firstIndex {
                    $0.depth == 0 && ($0.text == "extension" || Self.keywords.contains($0.text))
                } ?? words.endIndex
            return (words[index + 1].text, names(in: index..<end, depth: 1))
        }
    }

    /// Names that are used without a dot before them.
    var used: Set<String> { Set(words.filter { !$0.isMember }.map(\.text)) }

    /// Names that are used, members' too.
    var mentioned: Set<String> { Set(words.filter { !$0.isLabel }.map(\.text)) }

    /// Every name that is declared at any depth.
    var declaredAnywhere: Set<String> { names(in: words.indices, depth: nil) }

    /// Names that are declared there, except where no other file sees them; with no depth, at any and of any kind.
    private func names(in range: Range<Int>, depth: Int?) -> Set<String> {
        Set(
            range.dropFirst().filter {
                let keyword = words[$0 - 1]
                return Self.keywords.contains(keyword.text) && !keyword.isMember && words[$0].isNext
                    && (depth == nil || keyword.depth == depth && !isPrivate($0 - 1))
            }.map { words[$0].text })
    }

    /// Whether one of the words right before a keyword keeps what it declares to the file.
    private func isPrivate(_ keyword: Int) -> Bool {
        var place = keyword
        while place > 0, words[place].isNext {
            place -= 1
            if ["private", "fileprivate"].contains(words[place].text) { return true }
        }
        return false
    }

    /// Walks through the characters of a file.
    private struct Scanner {
        let characters: [Unicode.Scalar]
        var words: [Word] = []
        var strings: [String] = []
        private var place = 0
        private var depth = 0
        /// Whether only spaces were seen since the last word.
        private var isNext = false

        init(characters: [Unicode.Scalar]) { self.characters = characters }

        private func starts(_ text: String) -> Bool {
            let scalars = Array(text.unicodeScalars)
            return place + scalars.count <= characters.count
                && characters[place..<(place + scalars.count)].elementsEqual(scalars)
        }

        /// Reads code up to the end, or up to the parenthesis that closes an interpolation.
        mutating func scan(untilParenthesis: Bool = false) {
            var parentheses = 0
            while place < characters.count {
                let character = characters[place]
                if !Self.isName(character), !character.properties.isWhitespace { isNext = false }
                if starts("//") {
                    while place < characters.count, characters[place] != "\n" { place += 1 }
                } else if starts("/*") {
                    skipComment()
                } else if character == "\"" || character == "#" && isRawString {
                    takeString()
                } else if Self.isName(character) {
                    takeWord()
                } else {
                    switch character {
                    case "{": depth += 1
                    case "}": depth -= 1
                    case "(": parentheses += 1
                    case ")" where untilParenthesis && parentheses == 0: return
                    case ")": parentheses -= 1
                    default: break
                    }
                    place += 1
                }
            }
        }

        private static func isName(_ character: Unicode.Scalar) -> Bool {
            character == "_" || character.properties.isAlphabetic || ("0"..."9").contains(character)
        }

        private mutating func takeWord() {
            let start = place
            while place < characters.count, Self.isName(characters[place]) { place += 1 }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: characters[start..<place])
            // A range's dots are no member's.
            let isMember =
                start > 0 && characters[start - 1] == "." && !(start > 1 && characters[start - 2] == ".")
            let isLabel = place < characters.count && characters[place] == ":"
            words.append(
                Word(text: String(text), depth: depth, isMember: isMember, isLabel: isLabel, isNext: isNext))
            isNext = true
        }

        private mutating func skipComment() {
            var nesting = 0
            repeat {
                if starts("/*") {
                    nesting += 1
                    place += 2
                } else if starts("*/") {
                    nesting -= 1
                    place += 2
                } else {
                    place += 1
                }
            } while nesting > 0 && place < characters.count
        }

        private var isRawString: Bool {
            let hashes = characters[place...].prefix { $0 == "#" }.count
            return place + hashes < characters.count && characters[place + hashes] == "\""
        }

        /// Takes a string; what is interpolated in it is code.
        private mutating func takeString() {
            var text = String.UnicodeScalarView()
            let hashes = characters[place...].prefix { $0 == "#" }.count
            place += hashes
            let quotes = starts("\"\"\"") ? 3 : 1
            place += quotes
            let mark = String(repeating: "#", count: hashes)
            let end = String(repeating: "\"", count: quotes) + mark
            while place < characters.count {
                if starts(end) {
                    place += end.count
                    strings.append(String(text))
                    return
                }
                if starts("\\\(mark)(") {
                    place += 2 + hashes
                    scan(untilParenthesis: true)
                    place += 1
                    text.append("\u{FFFC}")
                } else if characters[place] == "\\" && hashes == 0 {
                    // A line break or a quotation mark, most often: the end of a word in any case.
                    text.append(" ")
                    place += 2
                } else {
                    text.append(characters[place])
                    place += 1
                }
            }
        }
    }
}
