/// The text of a list of colours: one statement a line. `#` begins a comment, unless it begins a colour.
///
///     ref   1502 stills/ref_001502.png
///     point 1502 0.41 0.63 #b08d57
///     shot  1502 saturation 0.8
package enum ColorList {
    /// A line that is no statement, or that contradicts another.
    package struct Mistake: Error, Equatable {
        /// From 1.
        package let line: Int
        /// What is wrong, without a final full stop.
        package let reason: String
    }

    /// Reads a list. Throws the first mistake. Paths of stills are as they are written.
    package static func guidance(of text: String) throws(Mistake) -> ColorGuidance {
        var guidance = ColorGuidance()
        var stillLines: [Int: Int] = [:]
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            var words = StatementWords(line)
            guard let kind = words.next() else { continue }
            do throws(StatementWords.Fault) {
                switch kind {
                case "ref":
                    let frame = try words.frame()
                    let path = try words.rest("the name of a still")
                    guidance.stills.append(.init(frame: frame, path: path))
                    if let earlier = stillLines.updateValue(index + 1, forKey: frame) {
                        throw .init("frame \(frame) has a still already, in line \(earlier)")
                    }
                case "point":
                    let frame = try words.frame()
                    let x = try words.number("the place from the left", in: 0...1)
                    let y = try words.number("the place from the top", in: 0...1)
                    let point = ColorGuidance.Point(frame: frame, x: x, y: y, color: try words.color())
                    let isKnown = guidance.points.contains { ($0.frame, $0.x, $0.y) == (frame, x, y) }
                    if isKnown { throw .init("the place has a colour already") }
                    guidance.points.append(point)
                case "shot":
                    let frame = try words.frame()
                    guidance.changes.append(.init(frame: frame, change: try words.change()))
                default:
                    throw .init("\"\(kind)\" is no statement; ref, point and shot are")
                }
                try words.finish()
            } catch {
                throw Mistake(line: index + 1, reason: error.reason)
            }
        }
        guidance.stills.sort { $0.frame < $1.frame }
        guidance.points.sort { $0.frame < $1.frame }
        return guidance
    }
}

/// The words of one statement, one after another.
private struct StatementWords {
    struct Fault: Error {
        let reason: String
        init(_ reason: String) { self.reason = reason }
    }

    private var rest: Substring

    init(_ line: Substring) {
        rest = line
        var end = line.startIndex
        var isWordStart = true
        while end < line.endIndex {
            if isWordStart, line[end] == "#", GivenColor(hexadecimal: line[end...].prefix { !$0.isWhitespace }) == nil {
                rest = line[..<end]
                break
            }
            isWordStart = line[end].isWhitespace
            end = line.index(after: end)
        }
    }

    /// The next word; nil at the end.
    mutating func next() -> Substring? {
        rest = rest.drop { $0.isWhitespace }
        let word = rest.prefix { !$0.isWhitespace }
        rest = rest[word.endIndex...]
        return word.isEmpty ? nil : word
    }

    /// All that is left, which may have spaces inside.
    mutating func rest(_ meant: String) throws(Fault) -> String {
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        let text = rest.drop { $0.isWhitespace }
        rest = ""
        if text.isEmpty { throw Fault("\(meant) is missing") }
        return String(text)
    }

    mutating func frame() throws(Fault) -> Int {
        guard let word = next() else { throw Fault("the number of a frame is missing") }
        if word.contains(":") { throw Fault("\(word) is a time, which is not known yet: give the number of the frame") }
        guard let frame = Int(word), (0...1 << 40).contains(frame) else {
            throw Fault("\(word) is not the number of a frame, counted from 0")
        }
        return frame
    }

    mutating func number(_ meant: String, in range: ClosedRange<Double>) throws(Fault) -> Double {
        guard let word = next() else { throw Fault("\(meant) is missing") }
        guard let number = Double(word), range.contains(number) else {
            throw Fault("\(word) is not \(meant), \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))")
        }
        return number
    }

    private static func text(_ number: Double) -> String { number == number.rounded() ? "\(Int(number))" : "\(number)" }

    mutating func color() throws(Fault) -> GivenColor {
        let text = try rest("a colour")
        guard let color = GivenColor(text) else {
            throw Fault("\(text) is not a colour: #rrggbb, lab(a b), neutral or one of CSS 2's names")
        }
        return color
    }

    mutating func change() throws(Fault) -> ColorChange {
        guard let word = next() else { throw Fault("what to do with the shot is missing") }
        switch word {
        case "saturation": return .saturation(try number("a factor", in: 0...4))
        case "grey": return .grey
        case "hue", "like", "keep": throw Fault("shot … \(word) is not known yet")
        default: throw Fault("\(word) is nothing to do with a shot; saturation and grey are")
        }
    }

    mutating func finish() throws(Fault) {
        if let word = next() { throw Fault("\(word) is one word too many") }
    }
}
