/// The header of a DPX file (SMPTE 268M), of which FFmpeg hands on little and writes less: what says where a frame
/// belongs (edge code, timecode, frame rate, slate), who scanned it, and what its codes mean.
struct DPXHeader: Sendable {
    /// Big-endian, whatever the file is.
    private let bytes: [UInt8]

    private enum Offset {
        static let imageData = 4
        static let fileSize = 16
        static let genericSize = 24
        static let industrySize = 28
        static let project = 260
        static let encryptionKey = 660
        static let referenceCodes = 784
        static let descriptor = 800
        static let transfer = 801
        static let bitSize = 803
        static let elementData = 808
        static let imageSource = 1408
        static let film = 1664
        static let filmFrameRate = 1724
        static let television = 1920
        static let televisionFrameRate = 1940
        static let end = 2048
    }

    /// What the transfer and colorimetric fields hold for the codes of ITU-R BT.709.
    private static let bt709: UInt8 = 6

    /// nil if the bytes are no DPX file.
    init?(ofFile file: HeaderBytes) {
        let isBigEndian: Bool
        if file.starts(with: "SDPX") {
            isBigEndian = true
        } else if file.starts(with: "XPDS") {
            isBigEndian = false
        } else {
            return nil
        }
        guard file.count >= Offset.film else { return nil }
        let bytes = file.copy(first: Offset.end)
        self.bytes = isBigEndian ? bytes : DPXHeader.swapped(bytes)
    }

    /// The same header in the other byte order.
    private static func swapped(_ header: [UInt8]) -> [UInt8] {
        var bytes = header
        for (range, size) in numbers {
            for start in stride(from: range.lowerBound, to: min(range.upperBound, bytes.count - size + 1), by: size) {
                bytes[start..<start + size].reverse()
            }
        }
        return bytes
    }

    /// Where the header has numbers of more than one byte, as far as they are used or handed on, and their bytes each.
    private static let numbers: [(Range<Int>, size: Int)] = [
        (4..<8, 4), (784..<800, 4), (1408..<1432, 4), (1620..<1628, 2), (1628..<1644, 4), (1712..<1732, 4),
        (1920..<1928, 4), (1932..<1972, 4),
    ]

    private func read<Value>(_ body: (HeaderBytes) -> Value) -> Value {
        bytes.withUnsafeBytes { body(HeaderBytes($0)) }
    }

    /// Whether the file has the sections for film and television.
    private var hasIndustrySections: Bool {
        bytes.count == Offset.end && read { $0.uint32(at: Offset.imageData) ?? 0 } >= Offset.end
    }

    /// Whether the codes are logarithms of light, as printing densities are.
    var isLogarithmic: Bool { [1, 3].contains(bytes[Offset.transfer]) }

    var timecode: String? {
        guard hasIndustrySections else { return nil }
        return read { $0.uint32(at: Offset.television) }.flatMap { DPXHeader.timecode(digits: $0) }
    }

    /// That of the film, otherwise that of the video signal.
    var frameRate: FrameRate? {
        guard hasIndustrySections else { return nil }
        for offset in [Offset.filmFrameRate, Offset.televisionFrameRate] {
            // Unset fields have all bits set, which is no number, or none.
            if let value = read({ $0.float32(at: offset) }), value.isFinite, value > 0 {
                return FrameRate(rounded: Double(value))
            }
        }
        return nil
    }

    /// "01:02:03:04" for 0x01020304; nil if that is no time of day.
    static func timecode(digits: Int) -> String? {
        let pairs = [24, 16, 8, 0].map { (digits >> ($0 + 4) & 0xF, digits >> $0 & 0xF) }
        guard pairs.allSatisfy({ $0.0 < 10 && $0.1 < 10 }) else { return nil }
        let values = pairs.map { 10 * $0.0 + $0.1 }
        guard values[0] < 24, values[1] < 60, values[2] < 60 else { return nil }
        return pairs.map { "\($0.0)\($0.1)" }.joined(separator: ":")
    }

    /// The header for a file of which FFmpeg wrote `encoded`, in that one's byte order, with what this header says
    /// beyond the picture's size and layout; the image data of `encoded` from `encodedHeaderSize` on follows it.
    func header(for encoded: HeaderBytes) -> [UInt8] {
        var encoded = encoded
        encoded.isBigEndian = encoded.starts(with: "SDPX")
        let own = encoded.isBigEndian ? bytes : DPXHeader.swapped(bytes)
        var header = encoded.copy(first: Offset.film)
        func take(_ range: Range<Int>) { header.replaceSubrange(range, with: own[range]) }
        take(Offset.project..<Offset.encryptionKey)
        take(Offset.transfer..<Offset.bitSize)
        // Black and white, in codes: they count as long as the codes are as many.
        if header[Offset.bitSize] == bytes[Offset.bitSize] { take(Offset.referenceCodes..<Offset.descriptor) }
        take(Offset.imageSource..<Offset.film)
        guard hasIndustrySections else { return header }
        header += own[Offset.film...]
        let industrySize = Offset.end - Offset.film
        var fields = [(Offset.imageData, Offset.end), (Offset.elementData, Offset.end)]
        fields += [(Offset.genericSize, Offset.film), (Offset.industrySize, industrySize)]
        if let size = encoded.uint32(at: Offset.fileSize) { fields.append((Offset.fileSize, size + industrySize)) }
        for (offset, value) in fields {
            let shifts = encoded.isBigEndian ? [24, 16, 8, 0] : [0, 8, 16, 24]
            header.replaceSubrange(offset..<offset + 4, with: shifts.map { UInt8(value >> $0 & 0xFF) })
        }
        return header
    }

    /// Bytes that FFmpeg writes before the image data.
    static let encodedHeaderSize = Offset.film

    /// The header of a file of which FFmpeg wrote `encoded`, and which is no copy of a DPX file. FFmpeg calls all codes
    /// linear.
    static func displayReferredHeader(for encoded: HeaderBytes) -> [UInt8] {
        var header = encoded.copy(first: Offset.film)
        header[Offset.transfer] = bt709
        header[Offset.transfer + 1] = bt709
        return header
    }
}
