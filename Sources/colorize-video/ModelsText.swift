import ArgumentParser
import Files
import Glibc
import ModelStore

/// What the `models` commands take from outside.
enum ModelsEnvironment {
    static func store() throws -> ModelStore {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let parts = String(systemPath: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            entry += 1
        }
        return try ModelStore(environment: variables)
    }

    /// Throws a usage error for a name that is no model's.
    static func checkName(_ name: String) throws {
        if name == "lite" { throw ValidationError("the weights of lite are part of the program: there is no file") }
        let names = KnownModel.all.map(\.name)
        guard names.contains(name) else {
            throw ValidationError("there is no model \"\(name)\"; there are \(names.joined(separator: ", "))")
        }
    }
}

/// How the `models` commands say things.
enum ModelsText {
    /// Millions of bytes with one digit after the point: "129.0 MB".
    static func megabytes(_ byteCount: Int) -> String {
        let tenths = (byteCount + 50_000) / 100_000
        return "\(tenths / 10).\(tenths % 10) MB"
    }

    /// Columns as wide as their widest entry.
    static func table(_ rows: [[String]]) -> String {
        let columns = rows.first?.indices ?? 0..<0
        let widths = columns.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let padded = columns.dropLast().map { column in
                row[column] + String(repeating: " ", count: widths[column] - row[column].count + 2)
            }
            return padded.joined() + (row.last ?? "")
        }.joined(separator: "\n")
    }
}

/// The progress of a download on standard error: a line that is written anew on a terminal, elsewhere one for every
/// tenth.
struct ModelsProgress {
    private let name: String
    private let isTerminal = StandardError.rewritesLines
    private var shown: ModelFetchProgress?
    private var shownTenth = 0

    init(name: String) {
        self.name = name
    }

    mutating func show(_ progress: ModelFetchProgress) {
        guard progress != shown, progress.totalByteCount > 0 else { return }
        let done = ModelsText.megabytes(progress.byteCount)
        let percent = progress.byteCount * 100 / progress.totalByteCount
        let line = "\(name): \(done) of \(ModelsText.megabytes(progress.totalByteCount)) (\(percent)%)"
        if isTerminal {
            StandardError.write("\r\(line)\u{1B}[K")
        } else if percent / 10 != shownTenth {
            StandardError.write("\(line)\n")
        }
        shown = progress
        shownTenth = percent / 10
    }

    /// Leaves the line.
    func finish() {
        if isTerminal, shown != nil { StandardError.write("\n") }
    }
}
