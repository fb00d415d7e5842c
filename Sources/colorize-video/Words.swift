import Report

/// How numbers and the parts of sentences are written.
enum Words {
    /// "1 frame", "2 frames".
    static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    /// "0:08", "12:30", "1:02:03".
    static func clock(_ seconds: Double) -> String {
        let whole = Int(min(max(0, seconds), 1e9).rounded())
        let minutesAndSeconds = { (minutes: Int, padded: Bool) in
            (padded && minutes < 10 ? "0" : "") + "\(minutes):" + (whole % 60 < 10 ? "0" : "") + "\(whole % 60)"
        }
        return whole >= 3600
            ? "\(whole / 3600):" + minutesAndSeconds(whole / 60 % 60, true) : minutesAndSeconds(whole / 60, false)
    }

    /// "8.2 s", "12:30".
    static func length(_ seconds: Double) -> String { seconds < 60 ? "\(oneDecimal(seconds)) s" : clock(seconds) }

    /// "14.2".
    static func oneDecimal(_ value: Double) -> String {
        let tenths = Int((min(max(0, value), 1e12) * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// "0.42".
    static func twoDecimals(_ value: Double) -> String {
        let hundredths = Int((min(max(0, value), 1e6) * 100).rounded())
        return "\(hundredths / 100)." + String(100 + hundredths % 100).dropFirst()
    }

    /// "1,4,7-9", ends included, as the numbers of pieces are given.
    static func ranges(_ numbers: [Int]) -> String {
        var parts: [ClosedRange<Int>] = []
        for number in numbers.sorted() {
            if let last = parts.last, number <= last.upperBound + 1 {
                parts[parts.count - 1] = last.lowerBound...number
            } else {
                parts.append(number...number)
            }
        }
        return parts.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ",")
    }

    /// "A-B" or "A-", as `--frames` takes it.
    static func range(_ lower: Int, _ upper: Int?) -> String { "\(lower)-\(upper.map { "\($0)" } ?? "")" }

    /// A sentence with what a person can do about it.
    static func sentence(_ text: String, _ advice: [Advice]) -> String {
        ([text] + advice.map(\.words)).joined(separator: "; ")
    }

    /// "path: reason" on a single line.
    static func line(_ path: String?, _ text: String) -> String {
        (path.map { "\($0): \(text)" } ?? text).split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
