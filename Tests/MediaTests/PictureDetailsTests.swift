import Foundation
import TestSupport
import Testing

@testable import Media

/// What is read from the headers of pictures' files, sound or not.
@Suite struct PictureDetailsTests {
    private func details(_ bytes: [UInt8]) -> PictureDetails {
        bytes.withUnsafeBytes { PictureDetails(ofFile: HeaderBytes($0)) }
    }

    /// A file of each format with everything in it that is read.
    static let files: [(name: String, bytes: [UInt8])] = [
        ("tiff", PictureBytes.tiff(orientation: 6, dotsPerInch: 2400)),
        ("tiff, other order", PictureBytes.tiff(orientation: 6, dotsPerInch: 2400, isBigEndian: true)),
        ("jpeg", PictureBytes.jpegHeader(orientation: 6, dotsPerInch: 2400)),
        ("png", PictureBytes.pngHeader(orientation: 6, dotsPerInch: 2400)),
        ("webp", PictureBytes.webPHeader(orientation: 6, dotsPerInch: 2400)),
    ]

    @Test(arguments: files)
    func orientationAndResolution(name: String, bytes: [UInt8]) throws {
        let read = details(bytes)
        #expect(read.orientation == .turnedLeft, "\(name)")
        #expect(abs(try #require(read.dotsPerInch) - 2400) < 0.1, "\(name)")
    }

    @Test func dpx() throws {
        for isBigEndian in [true, false] {
            let read = details(PictureBytes.dpxHeader(isBigEndian: isBigEndian))
            #expect(read.timecode == "01:02:03:04")
            #expect(read.frameRate?.description == "24000/1001")
            #expect(read.dpxHeader?.isLogarithmic == true)
        }
    }

    @Test func exr() {
        let read = details(PictureBytes.exrHeader())
        #expect(read.isHalfFloat)
        #expect(read.frameRate?.description == "24000/1001")
        #expect(read.timecode == "01:02:03:04")
    }

    @Test func exrBlocks() {
        for isTiled in [true, false] {
            let picture = PictureBytes.exrPicture(isTiled: isTiled)
            #expect(details(picture).damage == nil)
            #expect(details(Array(picture.dropLast())).damage == "1 of its 4 blocks are missing")
            // A name that is no UTF-8, which is longer once it is text, is passed over as any other.
            let name = PictureBytes.exrAttribute([0xE9, 0xFF, 0x80], "string", Array("Nitrate".utf8))
            #expect(details(PictureBytes.exrPicture(isTiled: isTiled, name)).damage == nil)
        }
        // 2³² tiles in each direction: more than can be counted.
        let size = PictureBytes.exrSize(last: 0x7FFF_FFFF, first: -0x8000_0000, tile: 1)
        #expect(details(PictureBytes.exrHeader(size)).damage == nil)
    }

    /// What a file claims a thousand times over costs no more than what it holds.
    @Test func claimsCostLittle() {
        func number(_ value: Int, _ count: Int) -> [UInt8] { PictureBytes.number(value, count, isBigEndian: false) }
        // Six thousand lists of strips, each of the whole file.
        var strips = Array("II*\0".utf8) + number(8, 4) + number(6_000, 2)
        for tag in [273, 279] {
            let list = number(tag, 2) + number(3, 2) + number(500_000, 4) + number(0, 4)
            for _ in 0..<3_000 { strips += list }
        }
        // Ten thousand directories of six thousand entries, six bytes apart, each of which leads to the next.
        var pages = [UInt8](repeating: 0, count: 140_000)
        pages.replaceSubrange(0..<8, with: Array("II*\0".utf8) + number(8, 4))
        for page in 0..<10_000 {
            let start = 8 + 6 * page
            pages.replaceSubrange(start..<start + 2, with: number(6_000, 2))
            let end = start + 2 + 12 * 6_000
            pages.replaceSubrange(end..<end + 4, with: number(start + 6, 4))
        }
        // Without limits, minutes.
        let time = ContinuousClock().measure {
            for file in [strips, pages] { #expect(details(file).pageCount == 1) }
        }
        #expect(time < .seconds(20), "\(time)")
    }

    /// Every file cut at every byte, and with every byte of the headers set to 0 and to 255: nothing but less is read.
    @Test func damagedHeaders() {
        let files = Self.files.map(\.bytes) + [true, false].map { PictureBytes.exrPicture(isTiled: $0) }
        for file in files {
            for count in file.indices { _ = details(Array(file[..<count])) }
            for index in file.indices {
                for value: UInt8 in [0, 0x7F, 0xFF] {
                    var damaged = file
                    damaged[index] = value
                    _ = details(damaged)
                }
            }
        }
        let header = PictureBytes.dpxHeader(isBigEndian: false)
        for count in [0, 4, 1663, 1664, 1665, 1725, 1920, 1923, 2047] { _ = details(Array(header[..<count])).timecode }
        #expect(details(Array(header[..<2047])).timecode == nil)
        // A header that says its image data begins within it.
        var short = PictureBytes.dpxHeader(isBigEndian: true)
        short.replaceSubrange(4..<8, with: [0, 0, 6, 128])
        #expect(details(short).timecode == nil && details(short).frameRate == nil)
    }

    @Test(arguments: [
        (0x2359_5923, "23:59:59:23"), (0, "00:00:00:00"), (0x2400_0000, nil), (0x1A00_0000, nil), (0xFFFF_FFFF, nil),
    ])
    func timecodes(digits: Int, text: String?) { #expect(DPXHeader.timecode(digits: digits) == text) }
}
