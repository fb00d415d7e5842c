package import Color
internal import FFmpegShim
package import Files

extension PictureFile {
    /// Writes `picture` as a PNG to `file`, which gets its name.
    package static func writePNG(_ picture: RGBPicture, to file: inout UnfinishedFile) throws(MediaError) {
        try write(frame(of: picture, for: .png, path: file.path), as: .png, details: nil, to: &file)
    }

    /// `picture` as a file of the format `format`, PNG or JPEG, in memory.
    package static func bytes(of picture: RGBPicture, as format: PictureFormat) throws(MediaError) -> [UInt8] {
        try bytes(of: frame(of: picture, for: format, path: nil), as: format)
    }

    /// `picture` as an address that holds the picture itself ("data:image/jpeg;base64,…", RFC 2397), for a page. The
    /// format is PNG or JPEG.
    package static func dataAddress(of picture: RGBPicture, as format: PictureFormat) throws(MediaError) -> String {
        let bytes = try bytes(of: picture, as: format)
        // Four letters for three bytes, and the 0 at the end.
        var text = [CChar](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        guard let size = CInt(exactly: bytes.count), let room = CInt(exactly: text.count),
            av_base64_encode(&text, room, bytes, size) != nil
        else { throw MediaError(.writing, reason: "a picture is too large for a page") }
        let letters = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return "data:image/\(format.rawValue);base64," + String(decoding: letters, as: UTF8.self)
    }

    /// The picture in the pixel format and with the tags of `format`.
    private static func frame(
        of picture: RGBPicture, for format: PictureFormat, path: String?
    ) throws(MediaError) -> Frame {
        guard let planar = PixelFormat(named: "gbrp"), let target = format.pixelFormat(bitDepth: 8, hasAlpha: false)
        else {
            throw MediaError(.writing, path: path, reason: "this FFmpeg cannot write \(format.rawValue)")
        }
        let frame = try planes(of: picture, format: planar)
        if target.isRGB {
            let opaque = try frame.propertiesOnly()
            return try frame.packed(from: planar, to: target, alphaOf: opaque)
        }
        // JFIF's matrix and range; without "accurate_rnd" the filter's quick loops round down.
        let filter = try FrameFilter(
            "scale=flags=accurate_rnd+full_chroma_int:in_range=full:out_range=full:out_color_matrix=bt601,"
                + "format=\(target.name)",
            like: frame, timeBase: Rational(1, 25))
        try filter.send(frame)
        guard case .frame(let converted) = try filter.receive() else {
            throw MediaError(.writing, path: path, reason: "cannot convert a picture to \(target.name)")
        }
        converted.pointer.pointee.color_range = AVCOL_RANGE_JPEG
        converted.pointer.pointee.colorspace = AVCOL_SPC_SMPTE170M
        return converted
    }

    private static func planes(of picture: RGBPicture, format: PixelFormat) throws(MediaError) -> Frame {
        let frame = try Frame()
        try frame.allocatePlanes(format: format, width: picture.width, height: picture.height)
        try frame.withPlanes(format: format, layout: picture.layout) { planes throws(MediaError) in
            let targets = [planes.data.0, planes.data.1, planes.data.2]
            let strides = [planes.strideBytes.0, planes.strideBytes.1, planes.strideBytes.2]
            for (plane, (target, stride)) in zip(targets, strides).enumerated() {
                let samples = picture.plane(plane)
                for row in 0..<picture.height {
                    let start = samples.startIndex + row * picture.width
                    target?.advanced(by: row * stride).copyMemory(
                        from: Array(samples[start..<start + picture.width]), byteCount: picture.width)
                }
            }
        }
        return frame
    }
}
