internal import FFmpegShim
internal import Files

extension PieceFile {
    /// Gives the piece in the file at `path` to `log`, as its encoder did.
    ///
    /// - Throws: `MediaError.badInput` for a file that is no finished piece, what `log` throws.
    package static func replay(_ path: String, number: Int, to log: any PacketLog) throws(MediaError) {
        var bytes = try PieceBytes(path)
        let magicBytes = Int64(magic.count)
        guard bytes.count >= magicBytes * 2 + 8, try bytes.take(magic.count) == magic else { throw bytes.damage }
        try bytes.go(to: bytes.count - Int64(trailerBytes))
        let end: Int64 = try bytes.take()
        guard try bytes.take(magic.count) == magic, end >= magicBytes, end < bytes.count else { throw bytes.damage }
        try bytes.go(to: end)
        guard try bytes.take() == endTag else { throw bytes.damage }
        let frameCount: Int32 = try bytes.take()
        guard frameCount >= 0, Int64(frameCount) * 24 <= bytes.count - end else { throw bytes.damage }
        try log.beginPiece(number)
        for _ in 0..<frameCount {
            try log.add(
                PieceFrame(pts: try bytes.take(), duration: try bytes.take(), encodedPTS: try bytes.take()))
        }
        let (hasColor, isLast): (UInt8, UInt8) = (try bytes.take(), try bytes.take())
        let sourceEnd: Int64 = try bytes.take()
        try bytes.go(to: magicBytes)
        let packet = try Packet()
        while bytes.position < end {
            guard try bytes.take() == packetTag else { throw bytes.damage }
            try read(into: packet, from: &bytes)
            try log.add(packet)
        }
        guard bytes.position == end else { throw bytes.damage }
        try log.endPiece(PieceEnd(hasColor: hasColor != 0, isLast: isLast != 0, sourceEnd: sourceEnd))
    }

    private static func read(into packet: Packet, from bytes: inout PieceBytes) throws(MediaError) {
        packet.clear()
        let (pts, dts, duration): (Int64, Int64, Int64) = (try bytes.take(), try bytes.take(), try bytes.take())
        let (flags, sideDataCount): (Int32, Int32) = (try bytes.take(), try bytes.take())
        // Before the size: av_new_packet sets all that it does not get.
        var sideData: [(type: UInt32, bytes: [UInt8])] = []
        for _ in 0..<max(0, sideDataCount) {
            let (type, size): (UInt32, Int32) = (try bytes.take(), try bytes.take())
            sideData.append((type, try bytes.take(Int(size))))
        }
        let size: Int32 = try bytes.take()
        guard size >= 0, Int64(size) <= bytes.count - bytes.position else { throw bytes.damage }
        try checked(av_new_packet(packet.pointer, size), "read a piece")
        try bytes.take(into: packet.pointer.pointee.data, Int(size))
        packet.pointer.pointee.pts = pts
        packet.pointer.pointee.dts = dts
        packet.pointer.pointee.duration = duration
        packet.pointer.pointee.flags = flags
        for (type, contents) in sideData {
            let room = av_packet_new_side_data(
                packet.pointer, AVPacketSideDataType(rawValue: type), contents.count)
            guard let room else { throw Frame.outOfMemory }
            contents.withUnsafeBufferPointer {
                room.update(from: $0.baseAddress ?? UnsafePointer(room), count: $0.count)
            }
        }
    }
}

/// The bytes of a piece's file, read through a window.
private struct PieceBytes: ~Copyable {
    let count: Int64
    private(set) var position: Int64 = 0
    private let file: RegularFile
    private let path: String
    private var window: [UInt8] = []
    private var windowStart: Int64 = 0

    private static let windowBytes = 1 << 20

    init(_ path: String) throws(MediaError) {
        self.path = path
        do throws(FileError) {
            file = try RegularFile(path: path, refusal: "is no piece of a film")
        } catch {
            throw MediaError(error)
        }
        count = Int64(file.byteCount)
    }

    var damage: MediaError { MediaError(.badInput, path: path, reason: "is no finished piece of a film") }

    mutating func go(to position: Int64) throws(MediaError) {
        guard position >= 0, position <= count else { throw damage }
        self.position = position
    }

    mutating func take<Value: FixedWidthInteger>() throws(MediaError) -> Value {
        let bytes = try take(MemoryLayout<Value>.size)
        return bytes.reversed().reduce(0) { $0 << 8 | Value(truncatingIfNeeded: $1) }
    }

    mutating func take(_ size: Int) throws(MediaError) -> [UInt8] {
        guard size >= 0, Int64(size) <= count - position else { throw damage }
        var bytes = [UInt8](repeating: 0, count: size)
        var failure: MediaError?
        bytes.withUnsafeMutableBufferPointer { buffer in
            do throws(MediaError) {
                try take(into: buffer.baseAddress, size)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    mutating func take(into target: UnsafeMutablePointer<UInt8>?, _ size: Int) throws(MediaError) {
        guard size > 0 else { return }
        guard let target, Int64(size) <= count - position else { throw damage }
        var done = 0
        while done < size {
            let offset = position - windowStart
            if offset < 0 || offset >= Int64(window.count) { try fill() }
            let start = Int(position - windowStart)
            let part = min(size - done, window.count - start)
            guard part > 0 else { throw damage }
            window.withUnsafeBufferPointer { buffer in
                if let base = buffer.baseAddress { (target + done).update(from: base + start, count: part) }
            }
            done += part
            position += Int64(part)
        }
    }

    private mutating func fill() throws(MediaError) {
        do throws(FileError) {
            window = try file.bytes(from: position, count: PieceBytes.windowBytes)
        } catch {
            throw MediaError(error)
        }
        windowStart = position
    }
}
