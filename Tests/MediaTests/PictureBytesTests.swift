import Color
import FFmpegShim
import Files
import Foundation
import TestSupport
import Testing

@testable import Media

/// A still in memory is what a file would hold.
@Suite(.notUnderThreadSanitizer) struct PictureBytesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Colours that change slowly, as JPEG likes them.
    private static func picture(width: Int = 48, height: Int = 33) -> RGBPicture {
        var picture = RGBPicture(width: width, height: height)
        for plane in 0..<3 {
            for y in 0..<height {
                for x in 0..<width {
                    let wave = sin(Double(x * (plane + 1)) / 17) + cos(Double(y * (3 - plane)) / 19)
                    picture.samples[plane * picture.count + y * width + x] = UInt8(128 + wave * 60)
                }
            }
        }
        return picture
    }

    /// R'G'B' of a file as ffmpeg reads it, plane by plane.
    private func decoded(_ path: String, width: Int, height: Int) throws -> [UInt8] {
        let packed = [UInt8](
            try FFmpeg.run([
                "-i", path, "-vf", "scale=flags=accurate_rnd+full_chroma_int", "-f", "rawvideo", "-pix_fmt", "rgb24",
                "-",
            ]))
        try #require(packed.count == 3 * width * height)
        return (0..<3).flatMap { plane in (0..<width * height).map { packed[3 * $0 + plane] } }
    }

    private func write(_ bytes: [UInt8], _ name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file(name)))
        return folder.file(name)
    }

    @Test(arguments: [(48, 33), (1, 1), (7, 2)])
    func pngIsExact(width: Int, height: Int) throws {
        let picture = Self.picture(width: width, height: height)
        let path = try write(PictureFile.bytes(of: picture, as: .png), "p.png")
        #expect(try decoded(path, width: width, height: height) == picture.samples)
        var file = try UnfinishedFile.begin(folder.file("file.png"), replaces: false)
        try PictureFile.writePNG(picture, to: &file)
        #expect(FileManager.default.contentsEqual(atPath: path, andPath: folder.file("file.png")))
    }

    @Test(arguments: [(48, 33), (1, 1), (7, 2)])
    func jpegIsClose(width: Int, height: Int) throws {
        let picture = Self.picture(width: width, height: height)
        let bytes = try PictureFile.bytes(of: picture, as: .jpeg)
        let path = try write(bytes, "p.jpg")
        let differences = zip(try decoded(path, width: width, height: height), picture.samples).map {
            abs(Int($0) - Int($1))
        }
        #expect(try #require(differences.max()) <= 8 && differences.reduce(0, +) <= 2 * differences.count)
        #expect(try PictureSamples(path).pixelFormat == "yuvj444p")
        // No side is brighter than the other: the matrix and the range are JFIF's.
        let sums = (0..<3).map { plane in picture.plane(plane).reduce(0) { $0 + Int($1) } }
        let samples = try decoded(path, width: width, height: height)
        for plane in 0..<3 {
            let sum = samples[plane * picture.count..<(plane + 1) * picture.count].reduce(0) { $0 + Int($1) }
            #expect(abs(sum - sums[plane]) <= 2 * picture.count, "\(plane)")
        }
    }

    /// A frame in the still's own format gives the bytes that a file would hold, whatever the format.
    @Test(arguments: [PictureFormat.png, .jpeg, .tiff, .bmp, .dpx])
    func bytesAreThoseOfTheFile(format: PictureFormat) throws {
        let source = folder.file("source.\(format.fileExtension)")
        try FFmpeg.run([
            "-f", "lavfi", "-i", "testsrc2=size=40x30", "-frames:v", "1", "-pix_fmt",
            #require(format.pixelFormat(bitDepth: 8, hasAlpha: false)).name, source,
        ])
        let picture = try PictureFile.read(source)
        let details = picture.details
        let frame = picture.takeFrame()
        var file = try UnfinishedFile.begin(folder.file("file"), replaces: false)
        try PictureFile.write(frame, as: format, details: details, to: &file)
        let bytes = try PictureFile.bytes(of: frame, as: format, details: details)
        #expect(try Data(bytes) == Data(contentsOf: URL(fileURLWithPath: folder.file("file"))))
        let again = try PictureFile.read(write(bytes, "again")).takeFrame()
        #expect(again.width == 40 && again.height == 30)
        guard format != .jpeg else { return }
        #expect(
            try FFmpeg.samples(folder.file("again"), format: "rgb24") == FFmpeg.samples(source, format: "rgb24"))
    }

    @Test func framesOfAnotherFormatAreRefused() throws {
        let frame = try Frame()
        try frame.allocatePlanes(format: #require(PixelFormat(named: "yuv420p")), width: 16, height: 16)
        #expect(throws: MediaError.self) { try PictureFile.bytes(of: frame, as: .png) }
    }
}
