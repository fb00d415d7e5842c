import Foundation

/// README.md and the pages of `docs/`: tables that tests compare with what they see, and commands that a test runs.
public enum Documentation {
    /// One table, cells without the spaces around them.
    public struct Table: Sendable {
        /// The first line.
        public let header: [String]
        /// The others.
        public let rows: [[String]]

        /// Of a table of ticks: each name in a first cell, with the columns that have a tick, or the number of a
        /// release of FFmpeg that is not newer than `ffmpeg`. Names lose their backquotes and dots.
        public func ticks(ffmpeg: Int? = nil) -> [String: Set<String>] {
            func isTicked(_ cell: String) -> Bool {
                guard let ffmpeg, let least = Documentation.release(cell) else { return cell == "✓" }
                return ffmpeg >= least
            }
            let columns = header.dropFirst().map(Documentation.plain)
            var table: [String: Set<String>] = [:]
            for row in rows {
                for name in Documentation.names(row[0]) {
                    table[name] = Set(zip(columns, row.dropFirst()).filter { isTicked($1) }.map(\.0))
                }
            }
            return table
        }

        /// Whether all cells but the first ones say yes or no.
        public var holdsTicksOnly: Bool {
            rows.allSatisfy { $0.count == header.count && $0.dropFirst().allSatisfy(Documentation.isTick) }
        }
    }

    /// A table that is not there.
    public struct Missing: Error {
        let heading: String
    }

    /// The pages, by their paths in the project.
    public static var pages: [String] {
        get throws {
            let names = try FileManager.default.contentsOfDirectory(atPath: ProjectTree.root + "/docs")
            return ["README.md"] + names.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
        }
    }

    /// The lines of a page.
    public static func lines(of page: String) throws -> [Substring] {
        try String(contentsOfFile: "\(ProjectTree.root)/\(page)", encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The tables of a page below a heading, up to the next one.
    public static func tables(in page: String, below heading: String) throws -> [Table] {
        let lines = try lines(of: page)
        guard let start = lines.firstIndex(where: { $0.hasPrefix("#") && $0.hasSuffix(" \(heading)") }) else {
            throw Missing(heading: heading)
        }
        let section = lines[(start + 1)...].prefix { !$0.hasPrefix("#") }
        return section.split { !$0.hasPrefix("|") }.map { table in
            let rows = table.map { line in
                line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
                    .map { $0.trimmingCharacters(in: .whitespaces) }
            }
            return Table(header: rows[0], rows: Array(rows.dropFirst(2)))
        }
    }

    /// 7 for "FFmpeg 7".
    private static func release(_ cell: String) -> Int? { cell.hasPrefix("FFmpeg ") ? Int(cell.dropFirst(7)) : nil }

    private static func isTick(_ cell: String) -> Bool { cell == "✓" || cell == "–" || release(cell) != nil }

    /// "mkv" for "`.mkv`".
    public static func plain(_ cell: String) -> String {
        let name = cell.replacing("`", with: "")
        return name.hasPrefix(".") ? String(name.dropFirst()) : name
    }

    /// The names in a cell: of "`.a`, `b`" both, of any other text itself.
    public static func names(_ cell: String) -> [String] {
        cell.hasPrefix("`") ? cell.split(separator: ", ").map { plain(String($0)) } : [cell]
    }
}
