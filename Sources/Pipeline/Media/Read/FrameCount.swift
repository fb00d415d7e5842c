package import Flow

/// How many frames a film has.
package enum FrameCount {
    /// The number of frames that `FilmReader` gives of `part` of the film at `input`, deinterlaced or not. A pipe is
    /// used up.
    ///
    /// Where packets are frames, and none is marked as damaged, they are counted: 100,000 in less than a second.
    /// Elsewhere the film is decoded. A damaged film of which nothing says so beforehand may have fewer frames.
    ///
    /// - Parameters:
    ///   - mostPixels: a film with larger frames is refused where it has to be decoded.
    ///   - cancellation: makes the count throw when it is cancelled.
    package static func count(
        of input: String, _ request: FilmRequest = FilmRequest(), part: FilmSelection = .whole,
        mostPixels: Int = PictureLimit.usualPixels, cancellation: Cancellation
    ) throws(MediaError) -> Int {
        let demuxer = try Demuxer(
            input: input, continuation: request.continuation, followsPlaylists: request.followsPlaylists,
            cancellation: cancellation)
        let video = try demuxer.picture(number: request.videoNumber)
        if demuxer.canSeek {
            let known: Int? = if case .frames(let range) = part { range.upper } else { nil }
            if let index = try FrameIndex(ofFirst: known, in: video, demuxer), index.isUndamaged {
                try check(demuxer)
                return index.count(of: part, timeBase: video.timeBase, startSeconds: demuxer.startSeconds)
            }
            try demuxer.rewind()
        }
        return try decodedCount(of: part, video: video, demuxer, mostPixels: mostPixels)
    }

    private static func decodedCount(
        of part: FilmSelection, video: StreamInfo, _ demuxer: Demuxer, mostPixels: Int
    ) throws(MediaError) -> Int {
        let frames = try FilmFrames(
            demuxer: demuxer, video: video, mostPixels: mostPixels, threads: 0, deinterlaces: false, isStrict: false,
            warn: { _ in })
        var count = 0
        while let frame = try frames.next() {
            try check(demuxer)
            let seconds = Double(frame.times.pts) * video.timeBase.value - demuxer.startSeconds
            switch part.place(index: frame.index, seconds: seconds) {
            case .before: break
            case .inside: count += 1
            case .after: return count
            }
        }
        return count
    }

    private static func check(_ demuxer: Demuxer) throws(MediaError) {
        if demuxer.isCancelled { throw MediaError(.ffmpeg, path: demuxer.path, reason: "interrupted") }
    }
}
