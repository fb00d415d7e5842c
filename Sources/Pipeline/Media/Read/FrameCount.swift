package import Flow

/// TEMPORARY until media17 is merged.
package enum FrameCount {
    package static func count(
        of path: String, _ request: FilmRequest, part: FilmSelection, cancellation: Cancellation
    ) throws(MediaError) -> Int {
        let reader = try FilmReader(
            demuxer: Demuxer(input: path, cancellation: cancellation), request: request, part: part, threads: 0,
            warn: { _ in })
        try reader.copyPackets(to: DroppedPackets())
        var count = 0
        do {
            while try reader.next() != nil { count += 1 }
        } catch let error as MediaError {
            throw error
        } catch {}
        return count
    }
}
