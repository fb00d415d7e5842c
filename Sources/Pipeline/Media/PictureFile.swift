internal import FFmpegShim
internal import Glibc

/// One picture in one file, in and out.
enum PictureFile {
    /// Decodes the picture; its format is told by the first bytes, never by the name.
    static func read(_ path: String) throws(MediaError) -> Frame {
        let packet = try readBytes(path)
        let bytes = UnsafeRawBufferPointer(start: packet.pointer.pointee.data, count: Int(packet.pointer.pointee.size))
        guard !bytes.isEmpty else { throw MediaError(.badInput, path: path, reason: "is empty") }
        guard let id = PictureFormat.codec(ofBytes: bytes), let codec = avcodec_find_decoder(id) else {
            throw MediaError(.badInput, path: path, reason: "is not a picture of a format that can be read")
        }
        var context = avcodec_alloc_context3(codec)
        defer { avcodec_free_context(&context) }
        guard let decoder = context else { throw Frame.outOfMemory }
        // A picture is decoded whole before the next: threads would only add a delay.
        decoder.pointee.thread_count = 1
        try checked(avcodec_open2(decoder, codec, nil), "open the picture decoder", path: path)
        try checked(avcodec_send_packet(decoder, packet.pointer), "decode", path: path)
        try checked(avcodec_send_packet(decoder, nil), "decode", path: path)
        let frame = try Frame()
        try checked(avcodec_receive_frame(decoder, frame.pointer), "decode", path: path)
        return frame
    }

    private static func readBytes(_ path: String) throws(MediaError) -> Packet {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw MediaError(.badInput, path: path, reason: errorText(errno)) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw MediaError(.badInput, path: path, reason: "is not a file")
        }
        guard let size = CInt(exactly: status.st_size), size < CInt.max - AV_INPUT_BUFFER_PADDING_SIZE else {
            throw MediaError(.badInput, path: path, reason: "is larger than 2 GiB")
        }
        let packet = try Packet()
        try checked(av_new_packet(packet.pointer, size), "allocate a picture", path: path)
        var offset = 0
        while offset < Int(size) {
            let count = Glibc.read(file, packet.pointer.pointee.data + offset, Int(size) - offset)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                throw MediaError(
                    .badInput, path: path, reason: count == 0 ? "became shorter while it was read" : errorText(errno))
            }
            offset += count
        }
        return packet
    }

    /// Encodes `frame`, whose pixel format and colour tags must be those of `format`, and writes it under its final
    /// name when it is complete.
    static func write(_ frame: borrowing Frame, as format: PictureFormat, to path: String) throws(MediaError) {
        guard let codec = avcodec_find_encoder(format.codec) else {
            throw MediaError(.writing, path: path, reason: "this FFmpeg cannot write \(format.rawValue)")
        }
        var context = avcodec_alloc_context3(codec)
        defer { avcodec_free_context(&context) }
        guard let encoder = context else { throw Frame.outOfMemory }
        let properties = frame.pointer.pointee
        encoder.pointee.width = properties.width
        encoder.pointee.height = properties.height
        encoder.pointee.pix_fmt = frame.format
        encoder.pointee.color_range = properties.color_range
        encoder.pointee.colorspace = properties.colorspace
        encoder.pointee.sample_aspect_ratio = properties.sample_aspect_ratio
        encoder.pointee.time_base = AVRational(num: 1, den: 25)
        encoder.pointee.thread_count = 1
        switch format {
        case .jpeg:
            // The finest step of FFmpeg's JPEG quality scale, 1 (best) to 31, that its tables recommend.
            encoder.pointee.flags |= AV_CODEC_FLAG_QSCALE
            encoder.pointee.global_quality = 2 * FF_QP2LAMBDA
        case .webp:
            av_opt_set(encoder, "quality", "90", AV_OPT_SEARCH_CHILDREN)
        case .tiff:
            av_opt_set(encoder, "compression_algo", "deflate", AV_OPT_SEARCH_CHILDREN)
        case .png, .bmp, .ppm:
            break
        }
        try checked(avcodec_open2(encoder, codec, nil), "open the \(format.rawValue) encoder", path: path)
        frame.pointer.pointee.quality = encoder.pointee.global_quality
        try checked(avcodec_send_frame(encoder, frame.pointer), "encode", path: path)
        try checked(avcodec_send_frame(encoder, nil), "encode", path: path)
        let packet = try Packet()
        try checked(avcodec_receive_packet(encoder, packet.pointer), "encode", path: path)
        try writeBytes(
            UnsafeRawBufferPointer(start: packet.pointer.pointee.data, count: Int(packet.pointer.pointee.size)),
            to: path)
    }

    private static func writeBytes(_ bytes: UnsafeRawBufferPointer, to path: String) throws(MediaError) {
        var partial = PartialFile(path: path)
        let file = open(partial.partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw MediaError(.writing, path: path, reason: errorText(errno)) }
        var rest = bytes[...]
        var failure: CInt = 0
        while !rest.isEmpty && failure == 0 {
            let count = Glibc.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { failure = errno }
        }
        // On some file systems a full disk shows only when the file is closed.
        if close(file) != 0 && failure == 0 { failure = errno }
        if failure != 0 { throw MediaError(.writing, path: path, reason: "cannot write: \(errorText(failure))") }
        try partial.commit()
    }
}
