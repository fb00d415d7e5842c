import Foundation

/// One thing that was timed.
struct Result: Codable {
    /// What was done: a layer, a kernel, a network, a program.
    var name: String
    /// In which way: an instruction set, a precision, the size of a film.
    var variant: String
    /// Who did it: oneDNN's name of the implementation.
    var implementation: String?
    var threads: Int
    var runs: Int
    var minimumMilliseconds: Double
    var medianMilliseconds: Double
    /// Of a program: the most memory it had in use.
    var peakMebibytes: Double?
    /// Of a program: frames of film that it was timed on.
    var frames: Int?

    /// `nanoseconds` holds a number for each run, at least one.
    init(name: String, variant: String, implementation: String? = nil, threads: Int, nanoseconds: [Int]) {
        let sorted = nanoseconds.sorted()
        let (low, high) = (sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2])
        self.name = name
        self.variant = variant
        self.implementation = implementation
        self.threads = threads
        runs = sorted.count
        minimumMilliseconds = Double(sorted[0]) / 1e6
        medianMilliseconds = (Double(low) + Double(high)) / 2e6
    }
}

/// What one subcommand found out.
struct Report: Codable {
    var section: String
    var machine: Machine
    var results: [Result]

    /// Writes the figures to a file, if there is one to write, and prints them.
    func publish(json path: String?) throws {
        if let path {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try encoder.encode(self).write(to: URL(filePath: path))
        }
        print("\(section): \(machine.line)")
        var rows = [["", "", "min ms", "median ms", "runs", "threads", "MiB", "ms/frame", ""]]
        for result in results {
            rows.append([
                result.name, result.variant, Self.text(result.minimumMilliseconds),
                Self.text(result.medianMilliseconds),
                "\(result.runs)", "\(result.threads)", result.peakMebibytes.map { "\(Int($0.rounded()))" } ?? "",
                result.frames.map { Self.text(result.minimumMilliseconds / Double($0)) } ?? "",
                result.implementation ?? "",
            ])
        }
        // Columns that say nothing are left out.
        let columns = rows[0].indices.filter { column in rows.dropFirst().contains { !$0[column].isEmpty } }
        let widths = columns.map { column in rows.map { $0[column].count }.max() ?? 0 }
        for row in rows {
            let cells = zip(columns, widths).map { column, width in
                let padding = String(repeating: " ", count: width - row[column].count)
                // Numbers to the right, words to the left.
                return (2..<8).contains(column) ? padding + row[column] : row[column] + padding
            }
            print("  " + cells.joined(separator: "  "))
        }
    }

    /// Four digits that count.
    static func text(_ milliseconds: Double) -> String {
        String(format: milliseconds < 1 ? "%.4f" : milliseconds < 100 ? "%.2f" : "%.1f", milliseconds)
    }
}

/// Whole nanoseconds.
func nanoseconds(_ duration: Duration) -> Int {
    let (seconds, attoseconds) = duration.components
    return Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
}
