internal import Files

/// The text of a list of colours: one statement a line. `#` begins a comment, unless it begins a colour.
///
///     ref   1502 stills/ref_001502.png
///     point 0:05.200 0.41 0.63 #b08d57
///     shot  1502 saturation 0.8
///     shot  1502 hue 320-360 turn +40
///     shot  1502 like 398
///     shot  2210 keep
///     shot  733 grey
package struct ColorList: Sendable {
    /// A line that is no statement, or that contradicts another.
    package struct Mistake: Error, Equatable {
        /// From 1.
        package let line: Int
        /// What is wrong, without a final full stop.
        package let reason: String
    }

    private enum Statement {
        case ref(path: String)
        case point(x: Double, y: Double, GivenColor)
        case change(ColorChange)
        case like(FramePlace, word: String)
    }

    private struct Line {
        let number: Int
        let frame: (place: FramePlace, word: String)
        let statement: Statement
    }

    private let lines: [Line]

    /// Reads a list. Throws the first mistake.
    package init(_ text: String) throws(Mistake) {
        var lines: [Line] = []
        for (index, line) in text.lines.enumerated() {
            var words = StatementWords(line)
            guard let kind = words.next() else { continue }
            do throws(StatementWords.Fault) {
                guard ["ref", "point", "shot"].contains(kind) else {
                    throw .init("\"\(kind)\" is no statement; ref, point and shot are")
                }
                let frame = try words.frame()
                let statement = try Self.statement(kind, &words)
                try words.finish()
                lines.append(Line(number: index + 1, frame: frame, statement: statement))
            } catch {
                throw Mistake(line: index + 1, reason: error.reason)
            }
        }
        self.lines = lines
    }

    private static func statement(
        _ kind: Substring, _ words: inout StatementWords
    ) throws(StatementWords.Fault) -> Statement {
        switch kind {
        case "ref": return .ref(path: try words.rest("the name of a still"))
        case "point":
            let x = try words.number("the place from the left", in: 0...1)
            let y = try words.number("the place from the top", in: 0...1)
            return .point(x: x, y: y, try words.color())
        default:
            guard let word = words.next() else { throw .init("what to do with the shot is missing") }
            switch word {
            case "saturation": return .change(.saturation(try words.number("a factor", in: 0...4)))
            case "hue": return .change(.hue(try words.hue()))
            case "grey": return .change(.grey)
            case "keep": return .change(.keep)
            case "like":
                let earlier = try words.frame()
                return .like(earlier.place, word: earlier.word)
            default:
                throw .init("\(word) is nothing to do with a shot; saturation, hue, like, keep and grey are")
            }
        }
    }

    /// Every time that names a frame, in seconds after the film's start.
    package var times: Set<Double> {
        Set(
            lines.flatMap { line in
                var places = [line.frame.place]
                if case .like(let place, _) = line.statement { places.append(place) }
                return places.compactMap { place -> Double? in
                    if case .seconds(let seconds) = place { seconds } else { nil }
                }
            })
    }

    /// A list that says which shots are like earlier ones, by their first frames.
    package static func text(_ links: [(shot: Int, earlier: Int)]) -> String {
        let head = ["# shots that get the colours of an earlier one, too, by their first frames"]
        return (head + links.map { "shot \($0.shot) like \($0.earlier)" }).joined(separator: "\n") + "\n"
    }

    /// What the list wants. Paths of stills are as they are written. Throws the first mistake.
    ///
    /// - Parameter frames: the number of the frame that is shown at each of `times`; those that are missing lie behind
    ///   the film's end.
    package func guidance(frames: [Double: Int] = [:]) throws(Mistake) -> ColorGuidance {
        var guidance = ColorGuidance()
        for line in lines {
            let number = line.number
            func frame(_ place: FramePlace, _ word: String) throws(Mistake) -> Int {
                switch place {
                case .number(let frame): return frame
                case .seconds(let seconds):
                    guard let frame = frames[seconds] else {
                        throw Mistake(line: number, reason: "\(word) is behind the film's end")
                    }
                    return frame
                }
            }
            let own = try frame(line.frame.place, line.frame.word)
            switch line.statement {
            case .ref(let path):
                if let other = guidance.stills.first(where: { $0.frame == own })?.line {
                    throw Mistake(line: number, reason: "frame \(own) has a still already, in line \(other)")
                }
                guidance.stills.append(.init(frame: own, path: path, line: number))
            case .point(let x, let y, let color):
                if let other = guidance.points.first(where: { ($0.frame, $0.x, $0.y) == (own, x, y) })?.line {
                    throw Mistake(line: number, reason: "the place has a colour already, in line \(other)")
                }
                guidance.points.append(.init(frame: own, x: x, y: y, color: color, line: number))
            case .change(let change):
                guidance.changes.append(.init(frame: own, change: change, line: number))
            case .like(let place, let word):
                guidance.links.append(.init(frame: own, earlier: try frame(place, word), line: number))
            }
        }
        guidance.stills.sort { $0.frame < $1.frame }
        // Equal ones stay in the list's order.
        guidance.points.sort { ($0.frame, $0.line ?? 0) < ($1.frame, $1.line ?? 0) }
        return guidance
    }
}
