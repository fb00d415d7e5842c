internal import FFmpegShim
package import Files

/// One picture in one file, in and out.
package enum PictureFile {
    /// Decodes the picture as it is meant to be seen; its format is told by the first bytes, never by the name.
    ///
    /// - Parameter mostPixels: a larger picture is refused before memory is taken for it.
    package static func read(
        _ path: String, mostPixels: Int = PictureLimit.usualPixels
    ) throws(MediaError) -> DecodedPicture {
        let packet = try readBytes(path)
        let bytes = UnsafeRawBufferPointer(start: packet.pointer.pointee.data, count: Int(packet.pointer.pointee.size))
        guard !bytes.isEmpty else { throw MediaError(.badInput, path: path, reason: "is empty") }
        guard let id = PictureFormat.codec(ofBytes: bytes), let codec = avcodec_find_decoder(id) else {
            throw MediaError(.badInput, path: path, reason: "is not a picture of a format that can be read")
        }
        var details = PictureDetails(ofFile: HeaderBytes(bytes))
        if let reason = details.unreadable { throw MediaError(.unsupported, path: path, reason: reason) }
        var context = avcodec_alloc_context3(codec)
        guard let decoder = context else { throw Frame.outOfMemory }
        let log: LogWatch
        do throws(MediaError) {
            // FFmpeg's decoder of JPEG 2000 only warns of samples that it cannot decode, and of nothing else.
            log = try LogWatch(on: decoder, level: id == AV_CODEC_ID_JPEG2000 ? AV_LOG_WARNING : AV_LOG_ERROR)
        } catch {
            avcodec_free_context(&context)
            throw error
        }
        defer {
            avcodec_free_context(&context)
            withExtendedLifetime(log) {}
        }
        decoder.pointee.max_pixels = Int64(mostPixels)
        // A picture is decoded whole before the next: threads would only add a delay.
        decoder.pointee.thread_count = 1
        try checked(avcodec_open2(decoder, codec, nil), "open the picture decoder", path: path)
        let sent = avcodec_send_packet(decoder, packet.pointer)
        if sent < 0 { try PictureLimit.check(decoder, mostPixels: mostPixels, path: path) }
        try checked(sent, "decode", path: path)
        try checked(avcodec_send_packet(decoder, nil), "decode", path: path)
        let frame = try Frame()
        try checked(avcodec_receive_frame(decoder, frame.pointer), "decode", path: path)
        if let report = log.take()?.lines.first { details.damage = report }
        if details.damage == nil, shim_frame_is_damaged(frame.pointer) {
            details.damage = "the decoder had to guess parts"
        }
        if id == AV_CODEC_ID_JPEG2000 {
            // Nine to fifteen bits come in the high bits of sixteen.
            shim_frame_fill_low_bits(frame.pointer, decoder.pointee.bits_per_raw_sample)
            details.bitDepth = Int(decoder.pointee.bits_per_raw_sample)
        }
        if details.hasPremultipliedAlpha {
            try checked(shim_frame_scale_by_alpha(frame.pointer, true), "divide by the alpha of a picture", path: path)
        }
        if id == AV_CODEC_ID_DPX || id == AV_CODEC_ID_TIFF {
            // FFmpeg itself writes "linear" into every DPX file, and reads a gamma that no grey TIFF file states.
            frame.pointer.pointee.color_trc = AVCOL_TRC_UNSPECIFIED
        }
        do throws(MediaError) {
            return DecodedPicture(frame: try frame.upright(from: details.orientation), details: details)
        } catch {
            throw error.of(path)
        }
    }

    private static func readBytes(_ path: String) throws(MediaError) -> Packet {
        let file = try MediaError.wrapping { () throws(FileError) in
            try RegularFile(path: path, refusal: "is not a file")
        }
        guard let size = CInt(exactly: file.byteCount), size < CInt.max - AV_INPUT_BUFFER_PADDING_SIZE else {
            throw MediaError(.badInput, path: path, reason: "is larger than 2 GiB")
        }
        let packet = try Packet()
        try checked(av_new_packet(packet.pointer, size), "allocate a picture", path: path)
        var offset = 0
        while offset < Int(size) {
            let count: Int
            do throws(FileError) {
                count = try file.read(into: packet.pointer.pointee.data + offset, count: Int(size) - offset)
            } catch {
                throw MediaError(error)
            }
            guard count > 0 else {
                throw MediaError(.badInput, path: path, reason: "became shorter while it was read")
            }
            offset += count
        }
        return packet
    }

    /// Encodes `frame`, whose pixel format and colour tags must be those of `format`, with what `details` says of the
    /// picture that it comes from, and writes it to `file`, which gets its name.
    package static func write(
        _ frame: borrowing Frame, as format: PictureFormat, details: PictureDetails?, to file: inout UnfinishedFile
    ) throws(MediaError) {
        let encoded = try encode(frame, as: format, details: details, path: file.path)
        try file.finish(with: encoded.header, encoded.rest)
        withExtendedLifetime(encoded.packet) {}
    }

    /// What `write` would write, in memory. Errors are those of `path`, which is also what the picture will be called:
    /// the last part of the name tells some formats which form they have.
    package static func bytes(
        of frame: borrowing Frame, as format: PictureFormat, details: PictureDetails? = nil, path: String? = nil
    ) throws(MediaError) -> [UInt8] {
        let encoded = try encode(frame, as: format, details: details, path: path)
        let bytes = encoded.header + encoded.rest
        withExtendedLifetime(encoded.packet) {}
        return bytes
    }

    /// An encoded picture.
    private struct Encoded {
        /// What takes the place of the encoder's own header.
        let header: [UInt8]
        let packet: Packet
        /// Where in the packet the rest begins.
        let start: Int

        /// What follows the header, in the memory of `packet`.
        var rest: UnsafeRawBufferPointer {
            let bytes = UnsafeRawBufferPointer(
                start: packet.pointer.pointee.data, count: Int(packet.pointer.pointee.size))
            return UnsafeRawBufferPointer(rebasing: bytes[start...])
        }
    }

    private static func encode(
        _ frame: borrowing Frame, as format: PictureFormat, details: PictureDetails?, path: String?
    ) throws(MediaError) -> Encoded {
        guard let codec = format.encoder else {
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
        if let rate = details?.frameRate {
            encoder.pointee.framerate = AVRational(num: rate.numerator, den: rate.denominator)
        }
        encoder.pointee.thread_count = 1
        let density = details?.dotsPerInch.flatMap { CInt(exactly: $0.rounded()) }.flatMap {
            (1...65535).contains($0) ? $0 : nil
        }
        if format == .jpeg {
            // The finest step of FFmpeg's JPEG quality scale, 1 (best) to 31, that its tables recommend.
            encoder.pointee.flags |= AV_CODEC_FLAG_QSCALE
            encoder.pointee.global_quality = 2 * FF_QP2LAMBDA
            // FFmpeg writes the shape of the samples where JFIF has room for the resolution, too.
            if let density, properties.sample_aspect_ratio.num == properties.sample_aspect_ratio.den {
                encoder.pointee.sample_aspect_ratio = AVRational(num: density, den: density)
            }
        }
        for (key, value) in format.encoderOptions(
            details: details, path: path ?? format.rawValue, side: min(frame.width, frame.height))
        {
            av_opt_set(encoder, key, value, AV_OPT_SEARCH_CHILDREN)
        }
        try checked(avcodec_open2(encoder, codec, nil), "open the \(format.rawValue) encoder", path: path)
        frame.pointer.pointee.quality = encoder.pointee.global_quality
        frame.forgetProfileUnlessRGB()
        if format == .exr {
            try checked(
                shim_frame_scale_by_alpha(frame.pointer, false), "multiply a picture by its alpha", path: path)
        }
        try checked(avcodec_send_frame(encoder, frame.pointer), "encode", path: path)
        try checked(avcodec_send_frame(encoder, nil), "encode", path: path)
        let packet = try Packet()
        try checked(avcodec_receive_packet(encoder, packet.pointer), "encode", path: path)
        if format == .jpeg, density != nil { packet.setJFIFUnitToInches() }
        let bytes = UnsafeRawBufferPointer(start: packet.pointer.pointee.data, count: Int(packet.pointer.pointee.size))
        guard format == .dpx, bytes.count > DPXHeader.encodedHeaderSize else {
            return Encoded(header: [], packet: packet, start: 0)
        }
        let encoded = HeaderBytes(bytes)
        return Encoded(
            header: details?.dpxHeader?.header(for: encoded) ?? DPXHeader.displayReferredHeader(for: encoded),
            packet: packet, start: DPXHeader.encodedHeaderSize)
    }
}

/// A picture and what its file says besides.
package struct DecodedPicture: ~Copyable {
    let frame: Frame
    package let details: PictureDetails

    /// The frame alone.
    package consuming func takeFrame() -> Frame { frame }
}

extension Packet {
    /// Makes the two numbers in a JPEG file's JFIF header, which FFmpeg calls a ratio, dots an inch.
    fileprivate func setJFIFUnitToInches() {
        let bytes = HeaderBytes(
            UnsafeRawBufferPointer(start: pointer.pointee.data, count: Int(pointer.pointee.size)))
        let isSquare = bytes.uint16(at: 14) == bytes.uint16(at: 16)
        if bytes.starts(with: "JFIF\0", at: 6), bytes.uint8(at: 13) == 0, isSquare { pointer.pointee.data[13] = 1 }
    }
}

extension Frame {
    /// Takes the source's colour profile away if it is one of grey scans, which would be wrong for a picture in colour.
    fileprivate func forgetProfileUnlessRGB() {
        guard let profile = av_frame_get_side_data(pointer, AV_FRAME_DATA_ICC_PROFILE) else { return }
        let bytes = HeaderBytes(UnsafeRawBufferPointer(start: profile.pointee.data, count: profile.pointee.size))
        // The colour space in an ICC profile's header (ICC.1, 7.2.6).
        if !bytes.starts(with: "RGB ", at: 16) { av_frame_remove_side_data(pointer, AV_FRAME_DATA_ICC_PROFILE) }
    }
}
