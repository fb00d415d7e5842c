import Flow
import Foundation
import Report
import TestSupport
import Testing

@testable import Media

/// Pictures of which something is missing, or that FFmpeg reads wrongly: none is taken for whole.
@Suite(.notUnderThreadSanitizer) struct DamagedPictureTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        FFmpegLibrary.captureLog()
    }

    static let pictures: [(name: String, arguments: [String])] = [
        ("p.jpg", []), ("p.png", []), ("p.bmp", []), ("p.ppm", []), ("p.webp", ["-lossless", "1"]), ("p.dpx", []),
        ("p.jp2", []), ("zip.exr", ["-pix_fmt", "gbrpf32le", "-compression", "zip16"]),
        ("none.exr", ["-pix_fmt", "gbrpf32le", "-compression", "none"]),
        ("lzw.tif", ["-pix_fmt", "rgb24", "-compression_algo", "lzw"]),
        ("raw.tif", ["-pix_fmt", "rgb24", "-compression_algo", "raw"]),
    ]

    private func make(_ name: String, _ arguments: [String] = []) throws -> [UInt8] {
        try FFmpeg.run(
            ["-f", "lavfi", "-i", "testsrc2=size=64x48,noise=alls=20:all_seed=1", "-frames:v", "1"] + arguments
                + [folder.file(name)])
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file(name))))
    }

    /// What is wrong with a picture of these bytes: why it cannot be read, or its damage; nil if nothing.
    private func fault(_ bytes: [UInt8]) throws -> String? {
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file("picture")))
        do throws(MediaError) {
            let picture = try PictureFile.read(folder.file("picture"))
            return picture.details.damage
        } catch {
            return error.reason
        }
    }

    @Test(arguments: pictures.indices)
    func cutOff(picture: Int) throws {
        let bytes = try make(Self.pictures[picture].name, Self.pictures[picture].arguments)
        #expect(try fault(bytes) == nil)
        for percent in [30, 60, 90, 98] {
            #expect(try fault(Array(bytes.prefix(bytes.count * percent / 100))) != nil, "\(percent) %")
        }
    }

    @Test(arguments: ["p.jpg", "p.png", "p.jp2", "lzw.tif"])
    func withAHole(name: String) throws {
        let arguments = Self.pictures.first { $0.name == name }?.arguments ?? []
        var bytes = try make(name, arguments)
        for place in bytes.count / 2..<bytes.count / 2 + 60 { bytes[place] = UInt8(truncatingIfNeeded: place * 73) }
        #expect(try fault(bytes) != nil)
    }

    /// A TIFF of 16 × 16 grey pixels in one strip or tile; little-endian.
    private func tiff(_ fields: [(tag: Int, value: Int)], next: [UInt8] = [0, 0, 0, 0]) -> [UInt8] {
        func number(_ value: Int, _ size: Int) -> [UInt8] { (0..<size).map { UInt8(value >> (8 * $0) & 0xFF) } }
        var bytes = Array("II*\0".utf8) + number(8, 4) + number(fields.count, 2)
        for field in fields { bytes += number(field.tag, 2) + number(4, 2) + number(1, 4) + number(field.value, 4) }
        bytes += next
        bytes += [UInt8](repeating: 0, count: 200 - bytes.count)
        return bytes + (0..<256).map { UInt8($0) }
    }

    private static let plain = [
        (256, 16), (257, 16), (258, 8), (259, 1), (262, 1), (273, 200), (277, 1), (278, 16), (279, 256),
    ].map { (tag: $0.0, value: $0.1) }

    @Test func tiffsThatFFmpegReadsWrongly() throws {
        #expect(try fault(tiff(Self.plain)) == nil)
        let tiled =
            Self.plain.filter { ![273, 278, 279].contains($0.tag) }
            + [(322, 16), (323, 16), (324, 200), (325, 256)].map { (tag: $0.0, value: $0.1) }
        #expect(try fault(tiff(tiled))?.contains("in tiles") ?? false)
        for compression in [6, 7] {
            let fields = Self.plain.map { $0.tag == 259 ? (tag: 259, value: compression) : $0 }
            #expect(try fault(tiff(fields))?.contains("compressed as JPEG") ?? false)
        }
    }

    @Test func pagesAreCounted() throws {
        func pages(_ next: Int, _ fields: [(tag: Int, value: Int)]) -> Int {
            let bytes = tiff(fields, next: [UInt8(next), 0, 0, 0])
            return bytes.withUnsafeBytes { PictureDetails(ofFile: HeaderBytes($0)).pageCount }
        }
        #expect(pages(0, Self.plain) == 1)
        // A directory without entries further on; one that leads back to itself.
        #expect(pages(180, Self.plain) == 2)
        #expect(pages(8, Self.plain) == 1)
    }

    /// Told, or with `--strict` refused; the other pictures are coloured.
    @Test func toldByTheReader() throws {
        let bytes = try make("1.jpg")
        try Data(bytes.prefix(bytes.count / 2)).write(to: URL(fileURLWithPath: folder.file("2.jpg")))
        for isStrict in [false, true] {
            let warnings = Guarded<[Notice]>([])
            let reader = ImageSequenceReader(
                folder: folder.path, names: ["1.jpg", "2.jpg"], places: 0..<2, contextFrames: 0, keepGoing: false,
                isStrict: isStrict, warn: { notice in warnings.withLock { $0.append(notice) } })
            #expect(try reader.next() != nil)
            if isStrict {
                #expect(throws: MediaError.self) { _ = try reader.next() }
            } else {
                #expect(try reader.next() != nil)
                let notices = warnings.withLock { $0 }
                guard notices.count == 1, case .stillDamaged(let path, _) = notices[0] else {
                    Issue.record("\(notices)")
                    continue
                }
                #expect(path.hasSuffix("/2.jpg"))
            }
        }
    }

    @Test func picturesThatAreTooLarge() throws {
        _ = try make("1.png")
        let limit = 64 * 48
        for (mostPixels, isRead) in [(limit, true), (limit - 1, false)] {
            let reader = ImageSequenceReader(
                folder: folder.path, names: ["1.png"], places: 0..<1, contextFrames: 0, keepGoing: true,
                isStrict: false, mostPixels: mostPixels, warn: { _ in })
            #expect(try (reader.next() != nil) == isRead)
        }
        try FFmpeg.run(["-i", folder.file("1.png"), "-c:v", "ffv1", folder.file("film.mkv")])
        let demuxer = try Demuxer(input: folder.file("film.mkv"), cancellation: Cancellation())
        #expect(throws: MediaError.self) {
            _ = try FilmReader(demuxer: demuxer, mostPixels: limit - 1, threads: 1, warn: { _ in })
        }
    }
}
