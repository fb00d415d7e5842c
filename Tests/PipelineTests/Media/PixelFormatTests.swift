import FFmpegShim
import Foundation
import TestSupport
import Testing

@testable import Pipeline

/// Frames of every pixel format, unpacked to planes and packed again, against FFmpeg's own conversions.
@Suite struct PixelFormatTests {
    /// Source format → the planar format with the same samples.
    static let planar: [(format: String, planar: String)] = [
        ("yuv420p", "yuv420p"), ("yuv422p", "yuv422p"), ("yuv444p", "yuv444p"), ("yuv410p", "yuv410p"),
        ("yuvj420p", "yuvj420p"), ("yuva420p", "yuva420p"), ("yuv420p10le", "yuv420p10le"),
        ("yuv422p12le", "yuv422p12le"), ("yuv444p16le", "yuv444p16le"), ("yuv420p10be", "yuv420p10le"),
        ("gray", "gray"), ("gray10le", "gray10le"), ("gray16be", "gray16le"), ("ya8", "gray"), ("ya16le", "gray16le"),
        ("monow", "gray"), ("monob", "gray"), ("pal8", "gbrp"), ("rgb24", "gbrp"), ("bgr24", "gbrp"),
        ("rgba", "gbrp"), ("abgr", "gbrp"), ("bgr0", "gbrp"), ("gbrp", "gbrp"), ("gbrap", "gbrap"),
        ("rgb48be", "gbrp16le"), ("rgba64le", "gbrp16le"), ("gbrp10le", "gbrp10le"), ("gbrp12be", "gbrp12le"),
        ("nv12", "yuv420p"), ("nv21", "yuv420p"), ("yuyv422", "yuv422p"),
        ("uyvy422", "yuv422p"), ("p010le", "yuv420p10le"), ("p016le", "yuv420p16le"),
    ]

    @Test(arguments: planar)
    func planarFormat(format: String, planar: String) throws {
        #expect(try #require(PixelFormat(named: format)).planar?.name == planar)
    }

    @Test(arguments: ["vaapi", "bayer_rggb8", "gbrpf32le", "xyz12le"])
    func formatsThatCannotBeRead(format: String) throws {
        #expect(try #require(PixelFormat(named: format)).planar == nil)
    }

    private static let width = 45
    // Even: FFmpeg looks for a raw palette at a multiple of four bytes, but does not write it there.
    private static let height = 28

    /// The bytes of a picture of an odd width, as ffmpeg lays them out, after conversion to each of `formats` in turn.
    private func rawPicture(_ formats: [String]) throws -> Data {
        try FFmpeg.run([
            "-f", "lavfi", "-i", "testsrc=size=\(Self.width)x\(Self.height):decimals=1", "-frames:v", "1", "-vf",
            formats.map { "format=\($0)" }.joined(separator: ","), "-f", "rawvideo", "-",
        ])
    }

    private func frame(_ picture: Data, _ format: PixelFormat) throws -> Frame {
        let frame = try Frame()
        try frame.allocatePlanes(format: format.av, width: Self.width, height: Self.height)
        let size = CInt(Self.width)
        let rows = CInt(Self.height)
        try picture.withUnsafeBytes { bytes in
            var source: [UnsafeMutablePointer<UInt8>?] = [nil, nil, nil, nil]
            var strides: [CInt] = [0, 0, 0, 0]
            let start = bytes.bindMemory(to: UInt8.self).baseAddress
            try checked(av_image_fill_arrays(&source, &strides, start, format.av, size, rows, 1), "lay out a picture")
            var target = [
                frame.pointer.pointee.data.0, frame.pointer.pointee.data.1, frame.pointer.pointee.data.2,
                frame.pointer.pointee.data.3,
            ]
            let lines = frame.pointer.pointee.linesize
            var targetStrides = [lines.0, lines.1, lines.2, lines.3]
            var readable = source.map { UnsafePointer($0) }
            av_image_copy(&target, &targetStrides, &readable, strides, format.av, size, rows)
        }
        return frame
    }

    /// The samples of a planar frame, plane after plane in the order Y, Cb, Cr or R, G, B.
    private func samples(_ frame: borrowing Frame, _ format: PixelFormat) throws -> Data {
        let color = ColorDescription(range: .full, matrix: .bt601)
        let layout = format.layout(width: frame.width, height: frame.height, color: color)
        return try frame.withPlanes(format: format, layout: layout) { planes in
            var data = Data()
            for plane in 0..<layout.planeCount {
                let start = [planes.data.0, planes.data.1, planes.data.2][plane]
                let stride = [planes.strideBytes.0, planes.strideBytes.1, planes.strideBytes.2][plane]
                let width = plane == 0 ? layout.width : layout.chromaWidth
                for row in 0..<(plane == 0 ? layout.height : layout.chromaHeight) {
                    if let start {
                        data.append(Data(bytes: start + row * stride, count: width * layout.bytesPerSample))
                    }
                }
            }
            return data
        }
    }

    /// FFmpeg writes gbrp's planes in the order G, B, R.
    private func inComponentOrder(_ data: Data, _ format: PixelFormat) -> Data {
        guard format.isRGB else { return data }
        let plane = data.count / (format.name.hasPrefix("gbrap") ? 4 : 3)
        let planes = (0..<3).map { data[data.startIndex + $0 * plane..<data.startIndex + ($0 + 1) * plane] }
        return planes[2] + planes[0] + planes[1]
    }

    @Test(arguments: planar.map(\.format))
    func unpackingKeepsEverySample(name: String) throws {
        let format = try #require(PixelFormat(named: name))
        let planar = try #require(format.planar)
        let unpacked = try frame(try rawPicture([name]), format).unpacked(from: format, to: planar)
        // A palette is looked up on the way to packed RGB; straight to planes FFmpeg's scaler goes through Y'CbCr.
        let path = name == "pal8" ? [name, "rgb24", planar.name] : [name, planar.name]
        let expected = inComponentOrder(try rawPicture(path), planar)
        let actual = try samples(unpacked, planar)
        #expect(actual == expected.prefix(actual.count), "\(name)")
        #expect(Set(actual).count > 1)
    }

    @Test(arguments: ["rgb24", "bgr24", "rgb48be", "rgba", "nv12", "p010le", "gray16be", "monow"])
    func packingIsTheReverse(name: String) throws {
        let format = try #require(PixelFormat(named: name))
        let planar = try #require(format.planar)
        let unpacked = try frame(try rawPicture([name]), format).unpacked(from: format, to: planar)
        let before = try samples(unpacked, planar)
        let packed = try unpacked.packed(from: planar, to: format)
        #expect(packed.format == format.av)
        let again = try packed.unpacked(from: format, to: planar)
        #expect(try samples(again, planar) == before)
    }
}
