package import Color
package import Files

extension PictureFile {
    /// Writes `picture` as a PNG to `file`, which gets its name.
    package static func writePNG(_ picture: RGBPicture, to file: inout UnfinishedFile) throws(MediaError) {
        guard let planar = PixelFormat(named: "gbrp"), let packed = PixelFormat(named: "rgb24") else {
            throw MediaError(.writing, path: file.path, reason: "this FFmpeg cannot write png")
        }
        let frame = try Frame()
        try frame.allocatePlanes(format: planar, width: picture.width, height: picture.height)
        try frame.withPlanes(format: planar, layout: picture.layout) { planes throws(MediaError) in
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
        let opaque = try frame.propertiesOnly()
        try write(frame.packed(from: planar, to: packed, alphaOf: opaque), as: .png, details: nil, to: &file)
    }
}
