internal import Glibc

/// Figures of several ways to colour the same pictures, a row each.
package struct EvaluationTable: Sendable {
    /// What a column holds.
    package struct Column: Sendable {
        /// Its name in JSON.
        let key: String
        /// Its name on a terminal, with the unit.
        let title: String
        /// Digits after the point on a terminal.
        let digits: Int
        /// On a terminal, columns of one group are a table with this title; empty for the first one.
        var group = ""
    }

    package struct Row: Sendable {
        let name: String
        /// One a column; nil where it means nothing.
        let values: [Double?]
    }

    package let columns: [Column]
    package let rows: [Row]
    /// What was counted, and how many of it: "photographs", 500.
    package let counted: (name: String, count: Int)

    /// Columns under their titles, group below group; numbers to the right; a dash where a figure means nothing.
    package var text: String {
        var groups: [String] = []
        for column in columns where !groups.contains(column.group) { groups.append(column.group) }
        return groups.map { text(of: $0) }.joined(separator: "\n\n")
    }

    private func text(of group: String) -> String {
        let places = columns.indices.filter { columns[$0].group == group }
        var cells = [[group] + places.map { columns[$0].title }]
        // A row that says nothing here is left out.
        for row in rows where group.isEmpty || places.contains(where: { row.values[$0] != nil }) {
            let figures = places.map { place in
                row.values[place].map { EvaluationTable.fixed($0, digits: columns[place].digits) } ?? "–"
            }
            cells.append([row.name] + figures)
        }
        let widths = (0...places.count).map { column in cells.map { $0[column].count }.max() ?? 0 }
        let lines = cells.map { row in
            row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }.joined(separator: "  ")
        }
        return lines.joined(separator: "\n")
    }

    /// One object: the count and a list of rows, with every digit; null where a figure means nothing.
    package var json: String {
        let rows = self.rows.map { row in
            let values = zip(columns, row.values).map { column, value in
                "\"\(column.key)\": \(value.map { $0.isFinite ? "\($0)" : "null" } ?? "null")"
            }
            return "    {" + (["\"name\": \"\(row.name)\""] + values).joined(separator: ", ") + "}"
        }
        return """
            {
              "\(counted.name)": \(counted.count),
              "rows": [
            \(rows.joined(separator: ",\n"))
              ]
            }

            """
    }

    /// "21.75". Numbers too large to be read as figures are written as they are.
    static func fixed(_ value: Double, digits: Int) -> String {
        guard value.isFinite, abs(value) < 1e9 else { return "\(value)" }
        var text = "\(Int((abs(value) * pow(10, Double(digits))).rounded()))"
        text = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        let point = text.index(text.endIndex, offsetBy: -digits)
        let sign = value < 0 && text.contains { $0 != "0" } ? "-" : ""
        return digits == 0 ? sign + text : sign + text[..<point] + "." + text[point...]
    }
}
