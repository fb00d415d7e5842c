package import Flow
internal import Report

/// Frames of a film from here and there, each time from a key frame on: for a look at a film, not for its colouring.
///
/// The film is opened once, and nothing but what is asked for is read. One thread at a time may use it.
package final class FilmSpots {
    private let request: FilmRequest
    private let mostPixels: Int
    private let turnsUpright: Bool
    private let threads: Int
    private let demuxer: Demuxer
    private let video: StreamInfo

    /// Opens `input`. Throws `MediaError`.
    ///
    /// - Parameters:
    ///   - input: the film's path; no pipe.
    ///   - request: what of the film is read, and how.
    ///   - mostPixels: a film with larger frames is refused.
    ///   - turnsUpright: whether frames that the film shows turned are turned themselves.
    ///   - threads: of the decoder; 0 means one per core.
    ///   - cancellation: makes reading stop.
    package init(
        _ input: String, _ request: FilmRequest, mostPixels: Int, turnsUpright: Bool, threads: Int,
        cancellation: Cancellation
    ) throws(MediaError) {
        var request = request
        // What is damaged is reported, whatever a run would do.
        request.isStrict = false
        self.request = request
        self.mostPixels = mostPixels
        self.turnsUpright = turnsUpright
        self.threads = threads
        demuxer = try Demuxer(
            input: input, continuation: request.continuation, followsPlaylists: request.followsPlaylists,
            cancellation: cancellation, isForLook: true)
        video = try demuxer.picture(number: request.videoNumber)
    }

    /// Duration of the film in seconds; nil if it does not say.
    package var seconds: Double? { video.durationSeconds }

    /// Nominal frames per second; nil if the film does not say.
    package var framesPerSecond: Double? { video.frameRate.isPositive ? video.frameRate.value : nil }

    /// An estimate of how many frames `part` has; nil if the film does not say.
    package func expectedFrameCount(of part: FilmSelection) -> Int? { video.expectedFrameCount(of: part) }

    /// Whether other places than the start can be found.
    package var canSeek: Bool { demuxer.canSeek }

    /// When a part begins and ends, in seconds from the film's start; nil if the film does not say.
    package func span(of part: FilmSelection) -> (start: Double, end: Double)? {
        guard let seconds else { return nil }
        switch part {
        case .whole: return (0, seconds)
        case .frames(let range):
            let end = range.upper.map { Double($0) * video.secondsAFrame } ?? seconds
            return (min(Double(range.lower) * video.secondsAFrame, seconds), min(end, seconds))
        case .time(let start, let duration):
            return (min(start, seconds), min(duration.map { start + $0 } ?? seconds, seconds))
        }
    }

    /// Reads from the last key frame at or before `seconds` after the film's start; where the film cannot seek, from
    /// where reading was. Its frames count from there.
    package func reader(at seconds: Double) throws(MediaError) -> FilmReader {
        _ = demuxer.seek(toSeconds: demuxer.startSeconds + seconds)
        let reader = try FilmReader(
            demuxer: demuxer, request: request, isFromStart: false, mostPixels: mostPixels, turnsUpright: turnsUpright,
            threads: threads, warn: { _ in })
        try reader.copyPackets(to: DroppedPackets())
        return reader
    }

    /// Bytes per second of the streams at these places of the film's list, in the packets read from `places` on, in
    /// seconds from the film's start, for `length` seconds each. 0 where the film does not say when packets are shown.
    package func byteRate(ofStreams indexes: Set<Int>, at places: [Double], length: Double) throws(MediaError) -> Double
    {
        guard !indexes.isEmpty else { return 0 }
        let packet = try Packet()
        var (bytes, seconds) = (0, 0.0)
        for place in places {
            _ = demuxer.seek(toSeconds: demuxer.startSeconds + place)
            var (first, last): (Double?, Double) = (nil, 0)
            while first.map({ last - $0 < length }) ?? true, try demuxer.read(into: packet) {
                if packet.streamIndex == video.index {
                    guard let time = packet.decodingTimestamp.map({ Double($0) * video.timeBase.value }) else {
                        continue
                    }
                    first = first ?? time
                    last = max(last, time)
                } else if first != nil, indexes.contains(packet.streamIndex) {
                    bytes += packet.byteCount
                }
            }
            if let first { seconds += last - first + video.secondsAFrame }
        }
        return seconds > 0 ? Double(bytes) / seconds : 0
    }
}
