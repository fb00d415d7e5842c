internal import FFmpegShim

extension Frame {
    /// The frame itself when it is stored upright, otherwise the picture that is meant.
    ///
    /// Throws `MediaError.unsupported` for the rare pixel formats that have no turned counterpart.
    consuming func upright(from orientation: PictureOrientation) throws(MediaError) -> Frame {
        shim_frame_forget_orientation(pointer)
        if orientation == .upright { return self }
        guard let format = pixelFormat, let planar = format.planar else { return self }
        // Samples that share bytes cannot be moved one by one.
        let stored = format.bitDepth < 8 ? try unpacked(from: format, to: planar) : self
        guard let turnedFormat = stored.turnedFormat(orientation) else {
            throw MediaError(.unsupported, reason: "a \(format.name) picture that lies on its side cannot be turned")
        }
        let turned = try stored.propertiesOnly()
        try turned.allocatePlanes(
            format: turnedFormat, width: orientation.swapsAxes ? stored.height : stored.width,
            height: orientation.swapsAxes ? stored.width : stored.height)
        let aspect = stored.pointer.pointee.sample_aspect_ratio
        if orientation.swapsAxes {
            turned.pointer.pointee.sample_aspect_ratio = AVRational(num: aspect.den, den: aspect.num)
        }
        try checked(
            shim_frame_orient(
                turned.pointer, stored.pointer, orientation.swapsAxes ? 1 : 0, orientation.reversesX ? 1 : 0,
                orientation.reversesY ? 1 : 0),
            "turn a \(format.name) picture")
        return turned
    }

    /// The format whose chroma is subsampled along the other axis, if the axes are swapped.
    private func turnedFormat(_ orientation: PictureOrientation) -> PixelFormat? {
        guard let format = pixelFormat, orientation.swapsAxes else { return pixelFormat }
        let name = format.name
        if name.contains("411") { return nil }
        for (axis, other) in [("422p", "440p"), ("440p", "422p")] {
            if name.contains(axis) { return PixelFormat(named: name.replacing(axis, with: other)) }
        }
        return format
    }
}
