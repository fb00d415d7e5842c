/// What libFuzzer calls first.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeMutableRawPointer, _ arguments: UnsafeMutableRawPointer) -> CInt {
    writeSeeds(seeds)
    return 0
}

/// Headers with everything in them that is read, and of pictures that are whole.
private var seeds: [[UInt8]] {
    switch fuzzedFormat {
    case "dpx":
        let film = [true, false].map { PictureBytes.dpxHeader(isBigEndian: $0) }
        return film + film.map { Array($0.prefix(1664)) }
    case "exr":
        // And one as large as can be stated.
        let giant = PictureBytes.exrSize(last: 0x7FFF_FFFF, first: -0x8000_0000, tile: 2)
        return [PictureBytes.exrHeader(), PictureBytes.exrHeader(giant)]
            + [true, false].map { PictureBytes.exrPicture(isTiled: $0) }
    case "tiff":
        return [true, false].map { PictureBytes.tiff(orientation: 6, dotsPerInch: 2400, isBigEndian: $0) }
            + [tiffOfTwoPages]
    default:
        return [
            PictureBytes.jpegHeader(orientation: 6, dotsPerInch: 2400),
            [0xFF, 0xD8, 0xFF, 0xE0, 0, 16] + Array("JFIF\0\u{1}\u{1}\u{2}\0\u{78}\0\u{78}\0\0".utf8) + [0xFF, 0xD9],
            PictureBytes.pngHeader(orientation: 6, dotsPerInch: 2400),
            PictureBytes.webPHeader(orientation: 6, dotsPerInch: 2400),
        ]
    }
}

/// A TIFF file of which each page has two strips.
private var tiffOfTwoPages: [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] { PictureBytes.number(value, count, isBigEndian: false) }
    // Tag, type, count and value; the lists of strips lie behind the directories, the strips behind those.
    let pageSize = 2 + 12 * 5 + 4
    let lists = 8 + 2 * pageSize
    func page(next: Int) -> [UInt8] {
        let fields = [(254, 4, 1, 0), (259, 3, 1, 5), (273, 4, 2, lists), (279, 3, 2, 4 | 4 << 16), (338, 3, 1, 1)]
        return number(fields.count, 2)
            + fields.flatMap { number($0.0, 2) + number($0.1, 2) + number($0.2, 4) + number($0.3, 4) } + number(next, 4)
    }
    return Array("II*\0".utf8) + number(8, 4) + page(next: 8 + pageSize) + page(next: 0)
        + number(lists + 8, 4) + number(lists + 12, 4) + [UInt8](repeating: 1, count: 8)
}

/// What libFuzzer calls: the bytes are a picture's file.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    withExactCopy(of: data, count: count) { bytes in
        let file = HeaderBytes(bytes)
        let details = PictureDetails(ofFile: file)
        guard isWanted(details, file) else { return -1 }
        check(details)
        if let header = details.dpxHeader { checkWritten(header) }
        return 0
    }
}

/// What libFuzzer calls to change an input. Every second change makes a number of one, two or four bytes one that is
/// easily forgotten.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(_ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int, _ seed: UInt32) -> Int {
    var random = SplitMix(state: UInt64(seed))
    let size = [1, 2, 4].randomElement(using: &random) ?? 1
    guard count >= size, Bool.random(using: &random) else { return defaultMutation(data, count, capacity) }
    let values = [0, 1, 2, -1, 0x7FFF_FFFF, -0x8000_0000, count, Int.random(in: 0..<count, using: &random)]
    let value = values.randomElement(using: &random) ?? 0
    let bytes = PictureBytes.number(value, size, isBigEndian: Bool.random(using: &random))
    let start = Int.random(in: 0...count - size, using: &random)
    for (place, byte) in bytes.enumerated() { data[start + place] = byte }
    return count
}

/// Whether a file is of the format that this run keeps to.
private func isWanted(_ details: PictureDetails, _ file: HeaderBytes) -> Bool {
    switch fuzzedFormat {
    case "dpx": details.dpxHeader != nil
    case "exr": file.starts(with: [0x76, 0x2F, 0x31, 0x01])
    case "tiff": TIFFFields(ofFile: file) != nil
    default: [0x89, 0xFF, UInt8(ascii: "R")].contains(file.uint8(at: 0).map { UInt8($0) } ?? 0)
    }
}

/// What is said of a picture is what a writer of pictures and a terminal can take.
private func check(_ details: PictureDetails) {
    for text in [details.unreadable, details.damage].compactMap(\.self) {
        require(!text.isEmpty && Printable.line(text) == text, "not fit to print: \(text)")
    }
    if let density = details.dotsPerInch { require(density > 0 && density.isFinite, "\(density) dots an inch") }
    if let rate = details.frameRate {
        let isPositive = rate.numerator > 0 && rate.denominator > 0
        require(
            isPositive && (0.001...1000).contains(Double(rate.numerator) / Double(rate.denominator)), "rate \(rate)")
    }
    if let timecode = details.timecode { require(isTimecode(timecode), "timecode \(timecode)") }
    require((1...10_000).contains(details.pageCount), "\(details.pageCount) pages")
}

/// Whether `text` is a time of day as in "01:02:03:04".
private func isTimecode(_ text: String) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 4
        && zip(parts, [24, 60, 60, 100]).allSatisfy { part, limit in
            part.utf8.count == 2 && part.utf8.allSatisfy { FrameNaming.isDigit($0) } && (Int(part) ?? limit) < limit
        }
}

/// The header that is written for a picture of FFmpeg's, in either byte order, says what the one that was read says.
private func checkWritten(_ header: DPXHeader) {
    for isBigEndian in [true, false] {
        let encoded = Array(PictureBytes.dpxHeader(isBigEndian: isBigEndian).prefix(DPXHeader.encodedHeaderSize))
        let written = encoded.withUnsafeBytes { header.header(for: HeaderBytes($0)) }
        require(written.count == 1664 || written.count == 2048, "a header of \(written.count) bytes")
        written.withUnsafeBytes { bytes in
            guard let again = DPXHeader(ofFile: HeaderBytes(bytes)) else { fatalError("no header was written") }
            require(again.isLogarithmic == header.isLogarithmic, "the transfer code changed")
            require(again.timecode == header.timecode, "the timecode changed")
            require(again.frameRate == header.frameRate, "the frame rate changed")
        }
    }
}
