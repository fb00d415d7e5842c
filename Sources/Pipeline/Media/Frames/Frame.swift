internal import FFmpegShim

/// One uncompressed picture with its properties (timestamps, colour tags, side data). Owns its AVFrame.
///
/// `@unchecked Sendable`: the struct is not copyable, so one thread at a time can reach the AVFrame, and the planes it
/// refers to are reference-counted by FFmpeg with atomic counters.
package struct Frame: ~Copyable, @unchecked Sendable {
    let pointer: UnsafeMutablePointer<AVFrame>

    init() throws(MediaError) {
        guard let pointer = av_frame_alloc() else { throw Frame.outOfMemory }
        self.pointer = pointer
    }

    deinit {
        var pointer: UnsafeMutablePointer<AVFrame>? = self.pointer
        av_frame_free(&pointer)
    }

    static var outOfMemory: MediaError {
        MediaError(operation: "allocate a frame", status: shim_error_from_errno(ENOMEM))
    }

    /// A new frame without planes that has this one's timestamps, colour tags, metadata and side data.
    package func propertiesOnly() throws(MediaError) -> Frame {
        let copy = try Frame()
        try checked(av_frame_copy_props(copy.pointer, pointer), "copy a frame's properties")
        return copy
    }

    /// Gives the frame planes of its own, with memory of `pool` if there is one.
    package func allocatePlanes(
        format: PixelFormat, width: Int, height: Int, from pool: FramePool? = nil
    ) throws(MediaError) {
        if let pool { return try pool.allocatePlanes(of: self, format: format, width: width, height: height) }
        pointer.pointee.format = format.av.rawValue
        pointer.pointee.width = CInt(width)
        pointer.pointee.height = CInt(height)
        try checked(av_frame_get_buffer(pointer, 0), "allocate a \(width)x\(height) picture")
    }

    /// Sets when the frame is shown and for how long, in the encoder's time base.
    func setTimes(pts: Int64, duration: Int64) {
        pointer.pointee.pts = pts
        shim_frame_set_duration(pointer, duration)
        // The encoder decides which frames are key frames; the source's choice would be taken for an order.
        pointer.pointee.pict_type = AV_PICTURE_TYPE_NONE
    }

    package var width: Int { Int(pointer.pointee.width) }
    package var height: Int { Int(pointer.pointee.height) }
    var format: AVPixelFormat { AVPixelFormat(rawValue: pointer.pointee.format) }

    /// The samples' format; nil if the frame has none.
    package var pixelFormat: PixelFormat? { PixelFormat(format) }

    /// Memory the planes take, in bytes.
    package var byteCount: Int { Int(max(0, av_image_get_buffer_size(format, CInt(width), CInt(height), 1))) }

    /// The time the decoder thinks the frame is shown, in the stream's time base; nil if it has no idea.
    var bestTimestamp: Int64? {
        let timestamp = pointer.pointee.best_effort_timestamp
        return timestamp == shim_no_timestamp() ? nil : timestamp
    }
}
