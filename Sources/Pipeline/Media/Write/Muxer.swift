internal import FFmpegShim
internal import Flow
internal import Report

/// Writes a container. Packets may come from several threads; the order in which they are written does not depend on
/// which was faster.
///
/// `@unchecked Sendable`: after `start`, the context is used with `isOpen` locked only; before and after, by one
/// thread.
final class Muxer: @unchecked Sendable {
    let container: OutputContainer
    let context: UnsafeMutablePointer<AVFormatContext>
    private let path: String
    /// Whether the header has been written and the trailer has not: then packets may be written, by one thread at a
    /// time.
    private let isOpen = Guarded(false)
    /// What has gone through each stream; touched with `isOpen` locked only, once that is true.
    var flows: [MuxedStream] = []
    /// The order in which packets are written; touched as `flows` are.
    private var order = PacketInterleaver<Packet>()
    private let destination: Destination

    private enum Destination {
        /// The caller's open file.
        case file
        /// FFmpeg opens it itself.
        case standardOutput
        case nowhere
    }

    /// Writes to the file that is open as `descriptor`, of which the caller remains the owner, and which can be read at
    /// `writingPath`; without a descriptor, to standard output.
    init(container: OutputContainer, descriptor: CInt?, writingPath: String) throws(MediaError) {
        destination = descriptor == nil ? .standardOutput : .file
        path = descriptor == nil ? "standard output" : container.path
        self.container = container
        let context = try Muxer.makeContext(container, url: writingPath, path: path)
        let status =
            descriptor.map { shim_output_open(&context.pointee.pb, $0) }
            ?? avio_open(&context.pointee.pb, "pipe:1", AVIO_FLAG_WRITE)
        if status < 0 {
            avformat_free_context(context)
            throw MediaError(operation: "create the file", status: status, path: path)
        }
        self.context = context
    }

    /// A muxer that writes to nowhere, to find out what the container takes.
    init(trialOf container: OutputContainer) throws(MediaError) {
        path = container.path
        self.container = container
        destination = .nowhere
        let context = try Muxer.makeContext(container, url: container.path, path: path)
        let size = CInt(1 << 12)
        guard let buffer = av_malloc(Int(size))?.assumingMemoryBound(to: UInt8.self) else {
            avformat_free_context(context)
            throw Frame.outOfMemory
        }
        let canSeek = !StandardStream.isMeant(by: container.path)
        let sink = avio_alloc_context(
            buffer, size, 1, nil, nil, { _, _, size in size },
            canSeek ? { _, offset, whence in whence == AVSEEK_SIZE ? 0 : offset } : nil)
        guard let sink else {
            av_free(buffer)
            avformat_free_context(context)
            throw Frame.outOfMemory
        }
        if !canSeek { sink.pointee.seekable = 0 }
        context.pointee.pb = sink
        self.context = context
    }

    private static func makeContext(
        _ container: OutputContainer, url: String, path: String
    ) throws(MediaError) -> UnsafeMutablePointer<AVFormatContext> {
        var allocated: UnsafeMutablePointer<AVFormatContext>?
        try checked(
            avformat_alloc_output_context2(&allocated, container.format, nil, url), "set up the output", path: path)
        guard let context = allocated else { throw Frame.outOfMemory }
        // What is widely understood but in no standard (stereo and spherical video in MP4, deep pictures in YUV4MPEG),
        // or new in FFmpeg (FLAC and TrueHD in MP4), is better kept.
        context.pointee.strict_std_compliance = FF_COMPLIANCE_EXPERIMENTAL
        // No random numbers (Matroska's UIDs, Ogg's serial numbers): who makes the same film twice gets the same file.
        context.pointee.flags |= AVFMT_FLAG_BITEXACT
        return context
    }

    deinit {
        switch destination {
        case .file: shim_output_destroy(&context.pointee.pb)
        case .standardOutput: avio_closep(&context.pointee.pb)
        case .nowhere:
            if let sink = context.pointee.pb { av_freep(&sink.pointee.buffer) }
            avio_context_free(&context.pointee.pb)
        }
        avformat_free_context(context)
    }

    /// Writes a header of the streams alone, in a trial; negative if the muxer does not take them.
    func tryHeader() -> CInt { avformat_write_header(context, nil) }

    /// Copies the metadata and chapters of the film and writes the header. Streams cannot be added any more.
    /// `secondsAFrame` is what a frame of the picture lasts, `firstTimestamp` when it begins, in the encoder's time
    /// base.
    func start(
        metadataOf outline: FilmOutline, secondsAFrame: Double, firstTimestamp: Int64, timeBase: Rational
    ) throws(MediaError) {
        // MP4 counts when each stream begins in milliseconds unless told otherwise.
        let (ticks, perSecond) = (Int64(timeBase.denominator), 1000 * Int64(timeBase.numerator))
        if container.isQuickTime, ticks > 1000, ticks <= 1_000_000,
            firstTimestamp.multipliedReportingOverflow(by: perSecond).partialValue % ticks != 0
        {
            av_opt_set_int(context, "movie_timescale", ticks, AV_OPT_SEARCH_CHILDREN)
        }
        if let film = outline.film {
            try film.metadata.copy(to: context, part: film.part)
            outline.moveTimecode(in: &context.pointee.metadata)
        }
        // Sound waits for the picture, which is longer under way the slower it is: as long as many frames take that the
        // pipeline and the encoder may hold.
        let frames = 150.0
        context.pointee.max_interleave_delta = Int64(
            (frames * secondsAFrame).clamped(to: 10...3600) * Double(AV_TIME_BASE))
        try checked(avformat_write_header(context, nil), "write the header", path: path)
        for (index, flow) in flows.enumerated() {
            order.addStream(isCopy: flow.isCopy)
            let parameters = context.pointee.streams[index]?.pointee.codecpar
            if parameters?.pointee.codec_type == AVMEDIA_TYPE_ATTACHMENT { order.end(stream: index) }
        }
        isOpen.withLock { $0 = true }
    }

    /// Writes one packet, whose times are in `timeBase`, to the stream `streamIndex`, as soon as its turn comes. The
    /// packet is emptied. What the container can make nothing of is counted (`refusals`) if the stream is a copied one.
    ///
    /// - Parameter position: how far the source's picture had been read when a copied packet came by, in seconds of the
    ///   output's times.
    /// - Throws: `MediaError` if the file cannot be written, or a packet of the coloured video.
    func write(
        _ packet: Packet, streamIndex: Int, timeBase: Rational, position: Double? = nil
    ) throws(MediaError) {
        let pointer = packet.pointer
        try isOpen.withLock { isOpen throws(MediaError) in
            guard isOpen, flows.indices.contains(streamIndex), let stream = context.pointee.streams[streamIndex] else {
                throw MediaError(operation: "write", status: shim_error_from_errno(EIO), path: path)
            }
            pointer.pointee.stream_index = CInt(streamIndex)
            pointer.pointee.pos = -1
            av_packet_rescale_ts(pointer, timeBase.av, stream.pointee.time_base)
            let step: Int64 = container.format.pointee.flags & AVFMT_TS_NONSTRICT != 0 ? 0 : 1
            let secondsATick = Rational(stream.pointee.time_base).value
            let day = Int64((86_400 / max(secondsATick, 1e-9)).clamped(to: 1...0x1p60))
            flows[streamIndex].orderTimes(of: pointer, step: step, longest: day)
            // Before the packet is emptied.
            let seconds = Double(pointer.pointee.dts) * secondsATick
            order.add(try packet.taken(), stream: streamIndex, seconds: seconds, position: position)
            // Cover art is one packet.
            if flows[streamIndex].isSingle { order.end(stream: streamIndex) }
            try writeDue()
        }
    }

    /// The source's picture has been read up to here, in seconds of the output's times: no copied packet that follows
    /// has an earlier position.
    func advance(to position: Double) throws(MediaError) {
        try isOpen.withLock { isOpen throws(MediaError) in
            guard isOpen else { return }
            order.advance(to: position)
            try writeDue()
        }
    }

    /// No copied packet follows.
    func endCopies() throws(MediaError) {
        try isOpen.withLock { isOpen throws(MediaError) in
            guard isOpen else { return }
            order.endCopies()
            try writeDue()
        }
    }

    /// Writes the packets whose turn it is.
    private func writeDue() throws(MediaError) {
        while let (index, packet) = order.next() {
            guard let stream = context.pointee.streams[index] else { continue }
            let seconds = Double(packet.pointer.pointee.dts) * Rational(stream.pointee.time_base).value
            flows[index].noteSent(seconds: seconds)
            try checkWritten(av_interleaved_write_frame(context, packet.pointer), sentTo: index)
        }
    }

    /// Counts a packet of a copied stream that could not be made fit for the container.
    func noteRefused(streamIndex: Int) {
        isOpen.withLock { _ in
            if flows.indices.contains(streamIndex) { flows[streamIndex].noteUnfit() }
        }
    }

    /// FFmpeg keeps packets back to put them in order, so the one that failed may be of another stream than the one
    /// sent.
    private func checkWritten(_ status: CInt, sentTo sent: Int?) throws(MediaError) {
        if status >= 0 { return }
        let isOfFile = context.pointee.pb.pointee.error < 0 || status == shim_error_from_errno(ENOMEM)
        if isOfFile { throw MediaError(operation: "write", status: status, path: path) }
        for index in flows.indices {
            guard let stream = context.pointee.streams[index] else { continue }
            flows[index].noteWritten(count: Int(stream.pointee.nb_frames))
        }
        let oldest = flows.indices.filter { flows[$0].oldestPending != nil }
            .min { (flows[$0].oldestPending ?? 0, $0) < (flows[$1].oldestPending ?? 0, $1) }
        var culprit = oldest ?? sent ?? 0
        if let sent, flows[sent].isCopy, !flows[culprit].isCopy { culprit = sent }
        guard flows[culprit].isCopy else {
            throw MediaError(operation: "write \(flows[culprit].title)", status: status, path: path)
        }
        flows[culprit].noteRefused()
    }

    /// When the first packet of any stream is decoded, in seconds. Call it after `finish`.
    var earliestSeconds: Double { flows.compactMap(\.firstSeconds).min() ?? 0 }

    /// A notice per copied stream that packets could not be written of. Call it after `finish`.
    var refusals: [Notice] { flows.compactMap(\.refusal) }

    /// Writes what is still buffered and the trailer.
    func finish() throws(MediaError) {
        let status = try isOpen.withLock { isOpen throws(MediaError) in
            for index in flows.indices { order.end(stream: index) }
            try writeDue()
            isOpen = false
            // Each call ends with the first packet that cannot be written, and leaves it out.
            var left = flows.reduce(0) { $0 + $1.sentCount }
            while left > 0 {
                let status = av_interleaved_write_frame(context, nil)
                if status >= 0 { break }
                try checkWritten(status, sentTo: nil)
                left -= 1
            }
            return av_write_trailer(context)
        }
        try checked(status, "finish the file", path: path)
        // What the container's writer could not write for want of space shows here at the latest.
        try checked(shim_output_finish(context.pointee.pb), "write", path: path)
        if destination == .standardOutput {
            try checked(avio_closep(&context.pointee.pb), "close the file", path: path)
        }
    }
}
