internal import FFmpegShim

extension Frame {
    /// The alpha of each pixel of this picture, 0…1, made as large as that; nil for a picture without alpha. Throws
    /// `MediaError`.
    package borrowing func authority(width: Int, height: Int) throws(MediaError) -> [Float]? {
        guard let format = pixelFormat, format.hasAlpha else { return nil }
        let filter = try FrameFilter(
            "format=gbrap16le,extractplanes=a,scale=\(width):\(height):flags=area+accurate_rnd,format=gray16le",
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
