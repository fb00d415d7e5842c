internal import Files
internal import Media

/// Tells a source from others without reading all of it.
package struct SourceIdentity: Codable, Hashable, Sendable {
    /// Of the film, or of all stills.
    package var byteCount: Int64
    /// SHA-256 of what was looked at: of a film its first and last MiB and parts between; of stills their names, sizes
    /// and first bytes.
    package var digest: String

    private static let (endBytes, partBytes, partCount) = (Int64(1 << 20), Int64(1 << 16), Int64(64))
    private static let stillBytes = 1 << 12

    /// A film's. Throws `FileError` for what cannot be read, or is no regular file.
    init(ofFilm path: String) throws(FileError) {
        let file = try RegularFile(path: path, refusal: "cannot be read twice")
        let count = Int64(file.byteCount)
        var bytes: [UInt8] = []
        var starts = [0, max(0, count - SourceIdentity.endBytes)]
        if count > 4 * SourceIdentity.endBytes {
            starts += (1..<SourceIdentity.partCount).map { $0 * (count / SourceIdentity.partCount) }
        }
        for (index, start) in starts.enumerated() {
            let size = index < 2 ? SourceIdentity.endBytes : SourceIdentity.partBytes
            bytes += try file.bytes(from: start, count: Int(size))
        }
        byteCount = count
        digest = SHA256.digest(of: bytes.span.bytes)
    }

    /// That of a film in several files.
    init(ofFilm paths: [String]) throws(FileError) {
        self = try SourceIdentity(ofFilm: paths[0])
        if paths.count == 1 { return }
        var digests = [digest]
        for path in paths.dropFirst() {
            let next = try SourceIdentity(ofFilm: path)
            byteCount += next.byteCount
            digests.append("\(next.byteCount) \(next.digest)")
        }
        digest = PlanText.digest(of: digests)
    }

    /// Of the stills `names` in `folder`.
    init(ofStills names: [String], in folder: String) {
        var parts: [String] = []
        var total: Int64 = 0
        for name in names {
            let looked = Result { () throws(FileError) in
                let file = try RegularFile(path: "\(folder)/\(name)", refusal: "is no file")
                return (Int64(file.byteCount), try file.bytes(from: 0, count: SourceIdentity.stillBytes))
            }
            // One that cannot be read is the run's to complain of, or to leave out.
            guard case .success((let count, let start)) = looked else {
                parts.append(name)
                continue
            }
            total += count
            parts.append("\(name) \(count) \(SHA256.digest(of: start.span.bytes))")
        }
        byteCount = total
        digest = PlanText.digest(of: parts)
    }
}
