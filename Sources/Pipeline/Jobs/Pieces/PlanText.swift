internal import Files
internal import FoundationEssentials

/// Plans and records as text.
enum PlanText {
    /// Larger files are something else.
    static let mostBytes = 16 << 20

    /// One text for equal values, wherever it is made.
    static func bytes(of value: some Encodable, isForPeople: Bool = false) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        encoder.outputFormatting = isForPeople ? [.sortedKeys, .prettyPrinted] : [.sortedKeys]
        // Cannot fail: what is encoded are texts and numbers, and of those that JSON does not have, their names.
        guard let data = try? encoder.encode(value) else { return [] }
        return Array(data)
    }

    static func text(of value: some Encodable) -> String { String(decoding: bytes(of: value), as: UTF8.self) }

    static func digest(of value: some Encodable) -> String { SHA256.digest(of: bytes(of: value).span.bytes) }

    /// The value in the file at `path`. Throws `FileError.unreadable` if it is none.
    static func read<Value: Decodable>(
        _ type: Value.Type, path: String, meant: String
    ) throws(FileError) -> Value {
        let text = try TextFile.read(path: path, mostBytes: mostBytes, meant: meant)
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw FileError(.unreadable, path: path, reason: "is not \(meant), or it is damaged")
        }
    }
}
