internal import FFmpegShim

/// SHA-256 (FIPS 180-4) of bytes that come piece by piece.
///
/// The arithmetic is libavutil's, which the program links anyway.
package struct SHA256: ~Copyable {
    private let state: UnsafeMutableRawPointer

    /// The digest of no bytes yet.
    package init() {
        state = .allocate(byteCount: Int(av_sha_size), alignment: 16)
        // Fails only for lengths that SHA does not have.
        av_sha_init(OpaquePointer(state), 256)
    }

    deinit { state.deallocate() }

    /// Takes the next bytes.
    package mutating func update(_ bytes: RawSpan) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Takes the next bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        av_sha_update(OpaquePointer(state), start.assumingMemoryBound(to: UInt8.self), bytes.count)
    }

    /// The digest of all the bytes in hexadecimal, 64 lower-case digits.
    package consuming func finish() -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        av_sha_final(OpaquePointer(state), &digest)
        return digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// The digest of `bytes`.
    package static func digest(of bytes: RawSpan) -> String {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    /// The digest of the rest of `file`. Throws `FileError.unreadable`.
    package static func digest(of file: borrowing RegularFile) throws(FileError) -> String {
        var hash = SHA256()
        _ = try hash.update(file, isCancelled: { false })
        return hash.finish()
    }

    /// The digest of the rest of `file`; nil if `isCancelled`, asked before every MiB, says that nobody wants it any
    /// more. Throws `FileError.unreadable`.
    package static func digest(
        of file: borrowing RegularFile, isCancelled: () -> Bool
    ) throws(FileError) -> String? {
        var hash = SHA256()
        return try hash.update(file, isCancelled: isCancelled) ? hash.finish() : nil
    }

    /// Takes the rest of a file; false if that was cancelled.
    private mutating func update(
        _ file: borrowing RegularFile, isCancelled: () -> Bool
    ) throws(FileError) -> Bool {
        let capacity = 1 << 20
        let chunk = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        defer { chunk.deallocate() }
        while !isCancelled() {
            let count = try file.read(into: chunk, count: capacity)
            if count == 0 { return true }
            update(UnsafeRawBufferPointer(start: chunk, count: count))
        }
        return false
    }
}
