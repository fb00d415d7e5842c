import FFmpegShim
import Foundation
import TestSupport
import Testing

@testable import Color
@testable import Media

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
        ("gbrpf32le", "gbrpf32le"),
        ("gbrpf32be", "gbrpf32le"), ("gbrapf32le", "gbrapf32le"), ("grayf32le", "grayf32le"),
        ("grayf32be", "grayf32le"),
    ]

    @Test(arguments: planar)
    func planarFormat(format: String, planar: String) throws {
        #expect(try #require(PixelFormat(named: format)).planar?.name == planar)
    }

    @Test(arguments: ["vaapi", "bayer_rggb8", "xyz12le"])
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
        try frame.allocatePlanes(format: format, width: Self.width, height: Self.height)
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
        let packed = try unpacked.packed(from: planar, to: format, alphaOf: try Frame())
        #expect(packed.format == format.av)
        let again = try packed.unpacked(from: format, to: planar)
        #expect(try samples(again, planar) == before)
    }

    // MARK: Alpha

    /// A picture of `name` whose alpha rises from left to right and from top to bottom.
    private func transparentPicture(_ name: String) throws -> Data {
        try FFmpeg.run([
            "-f", "lavfi", "-i", "testsrc=size=\(Self.width)x\(Self.height)", "-frames:v", "1", "-vf",
            "format=gbrap16le,geq=r=30000:g=30000:b=30000:a=1400*X+70*Y,format=\(name)", "-f", "rawvideo", "-",
        ])
    }

    /// Alpha, 0…1, of a picture as raw bytes: interleaved with the colours, or a plane at the end.
    private func alpha(_ picture: Data, _ format: PixelFormat) -> [Double] {
        let places = ["rgba": (4, 3), "argb": (4, 0), "ya8": (2, 1), "rgba64be": (4, 3), "ya16le": (2, 1)]
        let isBigEndian = format.name.hasSuffix("be")
        let samples =
            format.bitDepth == 8
            ? picture.map { Int($0) }
            : picture.withUnsafeBytes { bytes in
                bytes.bindMemory(to: UInt16.self).map { Int(isBigEndian ? $0.byteSwapped : $0) }
            }
        let pixels = 0..<Self.width * Self.height
        let place = places[format.name]
        let codes = pixels.map { pixel in
            place.map { samples[pixel * $0.0 + $0.1] } ?? samples[samples.count - pixels.count + pixel]
        }
        return codes.map { Double($0) / Double((1 << format.bitDepth) - 1) }
    }

    private func bytes(of frame: borrowing Frame, _ format: PixelFormat) -> Data {
        let size = (CInt(Self.width), CInt(Self.height))
        var bytes = Data(count: Int(av_image_get_buffer_size(format.av, size.0, size.1, 1)))
        bytes.withUnsafeMutableBytes { bytes in
            let data = frame.pointer.pointee.data
            let lines = frame.pointer.pointee.linesize
            let planes: [UnsafePointer<UInt8>?] = [.init(data.0), .init(data.1), .init(data.2), .init(data.3)]
            let strides = [lines.0, lines.1, lines.2, lines.3]
            let target = bytes.bindMemory(to: UInt8.self).baseAddress
            _ = av_image_copy_to_buffer(target, CInt(bytes.count), planes, strides, format.av, size.0, size.1, 1)
        }
        return bytes
    }

    private func packed(as target: PixelFormat, alphaOf source: borrowing Frame) throws -> Frame {
        let planar = try #require(target.planar)
        return try frame(try rawPicture([planar.name]), planar).packed(from: planar, to: target, alphaOf: source)
    }

    @Test(arguments: [
        ("rgba", "yuva420p"), ("yuva444p10le", "rgba64be"), ("ya8", "gbrap12le"), ("gbrap12le", "yuva444p10le"),
        ("ya16le", "argb"), ("rgba64be", "yuva422p16le"), ("yuva420p", "yuva420p"),
    ])
    func alphaIsKept(source: String, target: String) throws {
        let (from, to) = (try #require(PixelFormat(named: source)), try #require(PixelFormat(named: target)))
        #expect(from.hasAlpha && to.hasAlpha)
        let raw = try transparentPicture(source)
        let picture = try frame(raw, from)
        let before = alpha(raw, from)
        let after = alpha(bytes(of: try packed(as: to, alphaOf: picture), to), to)
        #expect(Set(after).count > 200)
        // Rounded to the nearest.
        let worst = zip(before, after).map { abs($0 - $1) * Double((1 << to.bitDepth) - 1) }.max() ?? 1
        #expect(before.count == after.count && worst <= 0.501)
        // Where there is none to keep, opaque.
        let opaque = alpha(bytes(of: try packed(as: to, alphaOf: try Frame()), to), to)
        #expect(opaque.allSatisfy { $0 == 1 })
    }

    /// A palette holds alpha only if one of its colours is not opaque.
    @Test func alphaOfAPalette() throws {
        let format = try #require(PixelFormat(named: "pal8"))
        let picture = try frame(try rawPicture(["pal8"]), format)
        let palette = try #require(picture.pointer.pointee.data.1)
        palette.withMemoryRebound(to: UInt32.self, capacity: 256) { palette in
            for i in 0..<256 { palette[i] = 0xFF00_0000 | UInt32(i) }
        }
        var hasAlpha = picture.hasAlpha(format: format)
        #expect(!hasAlpha)
        // A colour that no pixel has counts for nothing.
        palette.withMemoryRebound(to: UInt32.self, capacity: 256) { $0[1] = 0x4000_0000 }
        let indices = try #require(picture.pointer.pointee.data.0)
        for y in 0..<Self.height {
            for x in 0..<Self.width { indices[y * Int(picture.pointer.pointee.linesize.0) + x] = 2 }
        }
        hasAlpha = picture.hasAlpha(format: format)
        #expect(!hasAlpha)
        indices[0] = 1
        hasAlpha = picture.hasAlpha(format: format)
        #expect(hasAlpha)
        let target = try #require(PixelFormat(named: "rgba"))
        #expect(alpha(bytes(of: try packed(as: target, alphaOf: picture), target), target).first == 64.0 / 255)
    }
}
