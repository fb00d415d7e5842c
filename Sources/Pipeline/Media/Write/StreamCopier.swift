internal import FFmpegShim

/// Writes the packets of the streams that are copied. Touches nothing of a `FilmAssembly` but its muxer, which has a
/// lock.
package final class StreamCopier: PacketSink {
    private let places: OutputStreams.Places
    private let outline: FilmOutline
    private let muxer: Muxer

    init(places: OutputStreams.Places, outline: FilmOutline, muxer: Muxer) {
        self.places = places
        self.outline = outline
        self.muxer = muxer
    }

    package func write(_ packet: Packet, position: Double) throws(MediaError) {
        let index = packet.streamIndex
        guard let stream = places.copied[index] else { return }
        if let filter = places.filters[index] {
            guard filter.apply(to: packet) else { return muxer.noteRefused(streamIndex: stream.outputIndex) }
            av_packet_free_side_data(packet.pointer)
        }
        if let origin = outline.origin {
            packet.move(by: 0 &- av_rescale_q(origin, outline.timeBase.av, stream.timeBase.av))
        }
        try muxer.write(
            packet, streamIndex: stream.outputIndex, timeBase: stream.timeBase, position: position - originSeconds)
    }

    package func advance(to position: Double) throws(MediaError) { try muxer.advance(to: position - originSeconds) }

    package func end() throws(MediaError) { try muxer.endCopies() }

    private var originSeconds: Double { outline.originSeconds }
}
