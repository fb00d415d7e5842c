package import Color
internal import FFmpegShim

extension Frame {
    /// The alpha of each pixel of this picture, 0…1, made as large as that; nil for a picture without alpha. Throws
    /// `MediaError`.
    ///
    /// - Parameter part: of the picture; not `centreSquare`.
    package borrowing func authority(
        of part: DisplayConverter.Part = .whole, width: Int, height: Int
    ) throws(MediaError) -> [Float]? {
        guard let format = pixelFormat, format.hasAlpha else { return nil }
        var crop = ""
        if case .area(let left, let top, let width, let height) = part {
            crop = "crop=round(iw*\(width)):round(ih*\(height)):round(iw*\(left)):round(ih*\(top)):exact=1,"
        }
        let filter = try FrameFilter(
            "format=gbrap16le,extractplanes=a,\(crop)scale=\(width):\(height):flags=area+accurate_rnd,format=gray16le",
            like: self, timeBase: Rational(1, 25))
        try filter.send(reference())
        guard case .frame(let alpha) = try filter.receive(), let plane = alpha.pointer.pointee.data.0 else {
            throw MediaError(.ffmpeg, reason: "cannot read the alpha of a picture")
        }
        let stride = Int(alpha.pointer.pointee.linesize.0)
        var authority: [Float] = []
        authority.reserveCapacity(width * height)
        for row in 0..<height {
            let samples = UnsafeRawPointer(plane + row * stride).assumingMemoryBound(to: UInt16.self)
            for column in 0..<width { authority.append(Float(UInt16(littleEndian: samples[column])) / 65535) }
        }
        return authority
    }
}
