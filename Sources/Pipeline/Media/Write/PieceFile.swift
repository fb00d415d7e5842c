internal import FFmpegShim
package import Files

/// A finished piece in a file: its packets as the encoder gave them, then the times of its frames.
///
/// All numbers are little-endian. `CVPIECE1`; for each packet a 1, its pts, dts and duration (64 bits each), its flags,
/// the count of its side data, each with its type, size and bytes, then its size (32 bits each) and bytes; a 2; the
/// count of frames (32 bits) and of each the pts, the duration and the pts that the encoder was given (64 bits each); a
/// byte for whether it has colour and one for whether the film ends with it; when its last frame ends in the source's
/// time base (64 bits); the offset of the 2 (64 bits) and `CVPIECE1`.
package enum PieceFile {
    static let magic = Array("CVPIECE1".utf8)
    static let (packetTag, endTag) = (UInt8(1), UInt8(2))
    /// The end of a file without packets or frames: tag, count, two flags, offset, magic.
    static let trailerBytes = 8 + magic.count
    /// A packet of 2 GiB is no packet.
    static let mostBytes = Int(Int32.max)

    /// Writes a piece.
    package struct Writer: ~Copyable {
        private var file: UnfinishedFile
        private var hash = SHA256()
        private var buffer: [UInt8] = []
        private var frames: [PieceFrame] = []
        private var writtenBytes = 0

        private static let bufferBytes = 1 << 20

        /// Writes to `file`, which belongs to the writer from then on.
        package init(_ file: consuming UnfinishedFile) {
            self.file = file
            buffer = PieceFile.magic
        }

        /// Frames so far.
        package var frameCount: Int { frames.count }

        /// The piece's next frame.
        package mutating func add(_ frame: PieceFrame) { frames.append(frame) }

        /// The piece's next packet; its contents stay. Throws `MediaError.writing`.
        package mutating func add(_ packet: Packet) throws(MediaError) {
            let pointer = packet.pointer.pointee
            buffer.append(PieceFile.packetTag)
            append(pointer.pts)
            append(pointer.dts)
            append(pointer.duration)
            append(pointer.flags)
            append(pointer.side_data_elems)
            for index in 0..<Int(pointer.side_data_elems) {
                let data = pointer.side_data[index]
                append(data.type.rawValue)
                append(Int32(clamping: data.size))
                buffer += UnsafeBufferPointer(start: data.data, count: data.size)
            }
            append(pointer.size)
            buffer += UnsafeBufferPointer(start: pointer.data, count: Int(pointer.size))
            if buffer.count >= Writer.bufferBytes { try flush() }
        }

        /// Completes the file and gives it its name.
        ///
        /// - Returns: its size and the SHA-256 of its bytes.
        package consuming func finish(
            _ pieceEnd: PieceEnd
        ) throws(MediaError) -> (byteCount: Int, digest: String, frameCount: Int) {
            let end = writtenBytes + buffer.count
            buffer.append(PieceFile.endTag)
            append(Int32(clamping: frames.count))
            for frame in frames {
                append(frame.pts)
                append(frame.duration)
                append(frame.encodedPTS)
            }
            buffer += [pieceEnd.hasColor ? 1 : 0, pieceEnd.isLast ? 1 : 0]
            append(pieceEnd.sourceEnd)
            append(Int64(end))
            buffer += PieceFile.magic
            try flush()
            let result = (writtenBytes, hash.finish(), frames.count)
            try file.finish()
            return result
        }

        private mutating func append(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.littleEndian) { buffer += $0 }
        }

        private mutating func flush() throws(MediaError) {
            let bytes = buffer
            buffer.removeAll(keepingCapacity: true)
            hash.update(bytes.span.bytes)
            writtenBytes += bytes.count
            do throws(FileError) {
                try file.write(bytes)
            } catch {
                throw MediaError(error)
            }
        }
    }
}
