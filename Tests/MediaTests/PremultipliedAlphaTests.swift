import FFmpegShim
import Foundation
import TestSupport
import Testing

@testable import Media

/// Colours that a file stores multiplied by their alpha are coloured as they are meant.
@Suite(.notUnderThreadSanitizer) struct PremultipliedAlphaTests {
    private func frame(_ name: String) throws -> Frame {
        let format = try #require(PixelFormat(named: name))
        let frame = try Frame()
        try frame.allocatePlanes(format: format, width: 2, height: 1)
        return frame
    }

    @Test func floatsAreDividedAndMultipliedAgain() throws {
        let frame = try frame("gbrapf32le")
        let data = frame.pointer.pointee.data
        func row(_ plane: UnsafeMutablePointer<UInt8>?) throws -> UnsafeMutablePointer<Float> {
            UnsafeMutableRawPointer(try #require(plane)).assumingMemoryBound(to: Float.self)
        }
        let (colors, alpha) = (try [row(data.0), row(data.1), row(data.2)], try row(data.3))
        for color in colors { (color[0], color[1]) = (0.2, 0.3) }
        (alpha[0], alpha[1]) = (0.5, 0)
        #expect(shim_frame_scale_by_alpha(frame.pointer, true) == 0)
        // What is transparent stays.
        #expect(colors.allSatisfy { $0[0] == 0.4 && $0[1] == 0.3 })
        #expect(shim_frame_scale_by_alpha(frame.pointer, false) == 0)
        #expect(colors.allSatisfy { abs($0[0] - 0.2) < 1e-6 && $0[1] == 0.3 })
    }

    @Test func integersAreDivided() throws {
        let frame = try frame("rgba")
        let row = try #require(frame.pointer.pointee.data.0)
        for (place, value) in [40, 50, 100, 128, 9, 9, 9, 0].enumerated() { row[place] = UInt8(value) }
        #expect(shim_frame_scale_by_alpha(frame.pointer, true) == 0)
        #expect((0..<8).map { Int(row[$0]) } == [80, 100, 199, 128, 9, 9, 9, 0])
    }

    @Test func ofAFile() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("p.exr")
        try FFmpeg.run([
            "-f", "lavfi", "-i", "color=gray:size=16x16,format=gbrap,geq=r=51:g=51:b=51:a=128", "-frames:v", "1",
            "-pix_fmt",
            "gbrapf32le", path,
        ])
        let picture = try PictureFile.read(path)
        #expect(picture.details.hasPremultipliedAlpha)
        let decoded = picture.takeFrame()
        let plane = try #require(decoded.pointer.pointee.data.0)
        let value = UnsafeMutableRawPointer(plane).assumingMemoryBound(to: Float.self)[0]
        let written = try FFmpeg.samples(path, format: "gbrapf32le", frames: 1)
        let stored = written.withUnsafeBytes { $0.loadUnaligned(as: Float.self) }
        #expect(stored > 0 && abs(value / stored - 255 / 128) < 0.02, "\(value) \(stored)")
    }
}
