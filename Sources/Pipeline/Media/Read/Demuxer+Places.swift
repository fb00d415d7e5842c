internal import FFmpegShim

/// Reading from another place on.
extension Demuxer {
    /// More packets than this are not kept in memory.
    private static let mostSkimmedBytes = 256 << 20
    private static let mostBytesAhead = 32 << 20

    /// Reads on without decoding, and makes reading go on with the last key frame of `video` that is shown at or before
    /// `seconds`, counted from the film's start. Unlike with `seek`, nothing is missed: every jump of the clock is
    /// seen.
    func skim(toSeconds seconds: Double, of video: StreamInfo) throws(MediaError) {
        var kept: [(packet: Packet, jointCount: Int)] = []
        var keptBytes = 0
        let packet = try Packet()
        while try read(into: packet) {
            if packet.streamIndex == video.index {
                let tick = video.timeBase.value
                let shown = packet.startTimestamp.map { Double($0) * tick - startSeconds }
                if packet.isKey, let shown, shown <= seconds { (kept, keptBytes) = ([], 0) }
                let decoded = packet.decodingTimestamp.map { Double($0) * tick - startSeconds }
                if let decoded, decoded > seconds { break }
            }
            keptBytes += Int(packet.pointer.pointee.size)
            kept.append((try packet.taken(), jointCount))
            if keptBytes > Demuxer.mostSkimmedBytes { break }
        }
        if packet.pointer.pointee.size > 0 { kept.append((try packet.taken(), jointCount)) }
        putBack(kept)
    }

    /// Reads ahead for the codec headers (`CodecHeader`) of the streams in `wanted`, by their index; packets come
    /// again.
    func findCodecHeaders(of wanted: Set<Int>) throws(MediaError) -> [Int: [UInt8]] {
        var headers: [Int: [UInt8]] = [:]
        var kept: [(packet: Packet, jointCount: Int)] = []
        var keptBytes = 0
        let packet = try Packet()
        while headers.count < wanted.count, keptBytes < Demuxer.mostBytesAhead, try read(into: packet) {
            if wanted.contains(packet.streamIndex), headers[packet.streamIndex] == nil {
                headers[packet.streamIndex] = try CodecHeader.find(in: packet, of: streams[packet.streamIndex])
            }
            keptBytes += Int(packet.pointer.pointee.size)
            kept.append((try packet.taken(), jointCount))
        }
        putBack(kept)
        return headers
    }
}
