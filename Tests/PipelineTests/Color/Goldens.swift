import FoundationEssentials
import TestSupport

/// Files of Tests/Goldens/color, made by make_goldens.py there.
enum Goldens {
    private static func path(_ name: String) -> String { "\(ProjectTree.root)/Tests/Goldens/color/\(name)" }

    /// The words of each line.
    static func lines(_ name: String) throws -> [[String]] {
        let text = String(decoding: try bytes(name), as: UTF8.self)
        return text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(filePath: path(name))))
    }
}
