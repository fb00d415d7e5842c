/// The words of one statement of a list of colours, one after another.
struct StatementWords {
    /// What is wrong, without a final full stop.
    struct Fault: Error {
        let reason: String
        init(_ reason: String) { self.reason = reason }
    }

    private var rest: Substring

    /// A comment ends the line: a word that begins with `#`, unless that is a colour.
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

    mutating func frame() throws(Fault) -> (place: FramePlace, word: String) {
        guard let word = next() else { throw Fault("the number or time of a frame is missing") }
        guard let place = FramePlace(word) else {
            let meant = word.contains(":") ? "a time, m:ss or h:mm:ss" : "the number of a frame, counted from 0"
            throw Fault("\(word) is not \(meant)")
        }
        return (place, String(word))
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

    /// "320-360 turn +40".
    mutating func hue() throws(Fault) -> HueChange {
        guard let word = next() else { throw Fault("a range of hues is missing") }
        let ends = word.split(separator: "-", omittingEmptySubsequences: false).map { Double($0) }
        guard ends.count == 2, let from = ends[0], let to = ends[1], (0...360).contains(from), (0...360).contains(to)
        else { throw Fault("\(word) is not a range of hues, such as 320-360, 0 to 360 degrees each") }
        guard next() == "turn" else { throw Fault("turn is missing after the range of hues") }
        let turn = try number("a turn in degrees", in: -180...180)
        // 350-20 goes over 360.
        return HueChange(from: from, to: to < from ? to + 360 : to, turn: turn)
    }

    mutating func finish() throws(Fault) {
        if let word = next() { throw Fault("\(word) is one word too many") }
    }
}
