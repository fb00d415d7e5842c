import FoundationEssentials

/// Files of Tests/Goldens, made by make_goldens.py beside them.
public enum Goldens {
    private static func path(_ name: String, _ folder: String) -> String {
        "\(ProjectTree.root)/Tests/Goldens/\(folder)/\(name)"
    }

    /// The words of each line.
    public static func lines(_ name: String, of folder: String = "color") throws -> [[String]] {
        let text = String(decoding: try bytes(name, of: folder), as: UTF8.self)
        return text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    }

    /// The whole file.
    public static func bytes(_ name: String, of folder: String = "color") throws -> [UInt8] {
        try Array(Data(contentsOf: URL(filePath: path(name, folder))))
    }
}
