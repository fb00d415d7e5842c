package import Color
internal import FFmpegShim

/// The samples that the decoder gave, as the colour path reads them.
package struct PlanarPicture: ~Copyable, Sendable {
    package let frame: Frame
    /// Planar.
    package let format: PixelFormat
    package let layout: PictureLayout

    /// See the properties.
    package init(frame: consuming Frame, format: PixelFormat, layout: PictureLayout) {
        self.frame = frame
        self.format = format
        self.layout = layout
    }

    /// Only the frame.
    package consuming func takeFrame() -> Frame { frame }

    /// Runs `body` on the picture's planes.
    package func withPlanes<Result: ~Copyable>(
        _ body: (PicturePlanes) throws(ColorError) -> Result
    ) throws(MediaError) -> Result {
        try frame.withPlanes(format: format, layout: layout) { planes throws(MediaError) in
            try MediaError.wrapping { () throws(ColorError) in try body(planes) }
        }
    }
}

extension Frame {
    /// Runs `body` on the planes of the colour components, in the order of the components (Y, Cb, Cr; R, G, B), with
    /// their strides in bytes. The frame's format must be `planar`.
    private func withComponentPlanes<Result: ~Copyable>(
        of planar: PixelFormat, _ body: ([UnsafeMutablePointer<UInt8>?], [Int]) throws(MediaError) -> Result
    ) throws(MediaError) -> Result {
        let frame = pointer.pointee
        let data = [frame.data.0, frame.data.1, frame.data.2, frame.data.3]
        let strides = [frame.linesize.0, frame.linesize.1, frame.linesize.2, frame.linesize.3]
        let order = planar.components.prefix(planar.colorComponentCount).map { Int($0.plane) }
        return try body(order.map { data[$0] }, order.map { Int(strides[$0]) })
    }

    /// Runs `body` on the frame's planes. The frame's format must be `format`, and planar (`PixelFormat.isPlanar`).
    package func withPlanes<Result: ~Copyable>(
        format: PixelFormat, layout: PictureLayout, _ body: (PicturePlanes) throws(MediaError) -> Result
    ) throws(MediaError) -> Result {
        try withComponentPlanes(of: format) { planes, strides throws(MediaError) in
            let pointers = planes.map { UnsafeMutableRawPointer($0) }
            guard let first = pointers[0], pointers.allSatisfy({ $0 != nil }) else {
                throw MediaError(.ffmpeg, reason: "the decoder gave a \(format.name) picture without planes")
            }
            return try body(
                pointers.count == 1
                    ? PicturePlanes(layout: layout, data: (first, nil, nil), strideBytes: (strides[0], 0, 0))
                    : PicturePlanes(
                        layout: layout, data: (first, pointers[1], pointers[2]),
                        strideBytes: (strides[0], strides[1], strides[2])))
        }
    }

    /// A frame with the same planes, which must not be written to while both live.
    package func reference() throws(MediaError) -> Frame {
        let copy = try Frame()
        try checked(av_frame_ref(copy.pointer, pointer), "refer to a frame")
        return copy
    }

    /// Whether the frame, of format `format`, has alpha worth keeping. Palettes have room for it, but seldom any.
    package func hasAlpha(format: PixelFormat) -> Bool {
        format.hasPalette ? shim_frame_palette_is_transparent(pointer) != 0 : format.hasAlpha
    }

    /// The frame itself when its format is planar, otherwise a frame of the planar format that holds the same samples.
    package consuming func unpacked(
        from format: PixelFormat, to planar: PixelFormat, pool: FramePool? = nil
    ) throws(MediaError) -> Frame {
        if format.isPlanar { return self }
        let source = pointer
        let unpacked = try propertiesOnly()
        try unpacked.allocatePlanes(format: planar, width: width, height: height, from: pool)
        try unpacked.withComponentPlanes(of: planar) { planes, strides throws(MediaError) -> Void in
            try checked(
                shim_frame_read_planes(source, CInt(planes.count), planes, strides, planar.bytesPerSample),
                "unpack a \(format.name) picture")
        }
        return unpacked
    }

    /// The frame itself when `packed` is its own planar format, otherwise a frame of format `packed` with the same
    /// samples. Alpha, if the format has it, is that of `source`, whose size must be the same, and opaque if that has
    /// none.
    package consuming func packed(
        from planar: PixelFormat, to packed: PixelFormat, alphaOf source: borrowing Frame, pool: FramePool? = nil
    ) throws(MediaError) -> Frame {
        let hasAlpha = source.pixelFormat.map { source.hasAlpha(format: $0) } ?? false
        let alpha = hasAlpha && source.width == width && source.height == height ? source.pointer : nil
        if packed.av == planar.av {
            if packed.hasAlpha {
                try checked(shim_frame_set_alpha(pointer, alpha), "write the alpha of a \(packed.name) picture")
            }
            return self
        }
        let result = try propertiesOnly()
        try result.allocatePlanes(format: packed, width: width, height: height, from: pool)
        let target = result.pointer
        try withComponentPlanes(of: planar) { planes, strides throws(MediaError) -> Void in
            let readable = planes.map { UnsafePointer($0) }
            try checked(
                shim_frame_write_planes(
                    target, CInt(planes.count), readable, strides, planar.bytesPerSample, alpha),
                "pack a \(packed.name) picture")
        }
        return result
    }
}
