package import Glibc

/// Paths as text. Linux takes any bytes but NUL and "/" for a name. A byte that is not part of valid UTF-8 becomes a
/// scalar of its own, U+10FF80 to U+10FFFF, and turns into that byte again: Python's way (PEP 383), with scalars that a
/// Swift string can hold. Scalars of that range that a name really holds are taken for bytes, too: no name is lost, and
/// no two are the same.
extension String {
    private static let firstEscaped: UInt32 = 0x10FF80
    private static let escapeOffset: UInt32 = 0x10FF00

    /// The text for a path of the system's, NUL at its end.
    package init(systemPath: UnsafePointer<CChar>) {
        self.init(pathBytes: UnsafeRawBufferPointer(start: systemPath, count: strlen(systemPath)))
    }

    /// The text for the name of a folder's entry.
    package init(entryName entry: UnsafeMutablePointer<dirent>) {
        self = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
            tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(systemPath: $0) }
        }
    }

    /// The text for the bytes of a path.
    package init(pathBytes bytes: some Collection<UInt8>) {
        if let text = String(validating: bytes, as: UTF8.self),
            !text.unicodeScalars.contains(where: { $0.value >= Self.firstEscaped })
        {
            self = text
            return
        }
        self = ""
        var rest = Array(bytes)[...]
        while let first = rest.first {
            let scalar = Self.scalar(at: rest)
            unicodeScalars.append(scalar ?? Self.escape(first))
            rest = rest.dropFirst(scalar.map { UTF8.width($0) } ?? 1)
        }
    }

    /// The scalar whose UTF-8 is at the start of `bytes`; nil if it is none, or one that stands for a byte.
    private static func scalar(at bytes: ArraySlice<UInt8>) -> Unicode.Scalar? {
        for count in 1...4 where count <= bytes.count {
            guard let text = String(validating: bytes.prefix(count), as: UTF8.self) else { continue }
            return text.unicodeScalars.first.flatMap { $0.value < firstEscaped ? $0 : nil }
        }
        return nil
    }

    private static func escape(_ byte: UInt8) -> Unicode.Scalar {
        Unicode.Scalar(escapeOffset + UInt32(byte)) ?? Unicode.Scalar(byte)
    }

    /// The path for the system's calls, NUL at its end.
    package var systemPath: [CChar] { pathBytes.map { CChar(bitPattern: $0) } + [0] }

    /// The path's bytes, without a NUL at the end.
    package var pathBytes: [UInt8] {
        guard utf8.contains(0xF4) else { return Array(utf8) }
        return unicodeScalars.flatMap { scalar -> [UInt8] in
            if let byte = scalar.escapedPathByte { return [byte] }
            return Array(String(scalar).utf8)
        }
    }
}

extension Unicode.Scalar {
    /// The byte that the scalar stands for in the text of a path; nil if it stands for itself.
    package var escapedPathByte: UInt8? { value >= 0x10FF80 ? UInt8(value & 0xFF) : nil }
}
