/// What an OpenEXR file says besides its picture (the file layout of openexr.com: a magic number, a version, and
/// attributes of name, type, size and value).
struct EXRHeader {
    /// Whether the first channel has floats of 16 bits.
    private(set) var isHalfFloat = false
    private(set) var frameRate: FrameRate?
    private(set) var timecode: String?

    /// nil if the bytes are no OpenEXR file.
    init?(ofFile file: HeaderBytes) {
        var file = file
        file.isBigEndian = false
        guard file.starts(with: [0x76, 0x2F, 0x31, 0x01]) else { return nil }
        var offset = 8
        while let name = file.text(at: offset), !name.isEmpty, let type = file.text(at: offset + name.utf8.count + 1) {
            let start = offset + name.utf8.count + type.utf8.count + 2
            guard let size = file.uint32(at: start), let value = file.from(start + 4, count: size) else { break }
            switch (name, type) {
            case ("channels", "chlist"):
                // A name, then the type of its samples: 1 is half.
                isHalfFloat = value.text(at: 0).flatMap { value.uint32(at: $0.utf8.count + 1) } == 1
            case ("framesPerSecond", "rational"):
                if let numerator = value.uint32(at: 0), let denominator = value.uint32(at: 4) {
                    frameRate = FrameRate("\(numerator)/\(denominator)")
                }
            case ("timeCode", "timecode"):
                // Packed as in SMPTE 12M: flags above the tens of each pair of digits.
                timecode = value.uint32(at: 0).flatMap { DPXHeader.timecode(digits: $0 & 0x3F7F_7F3F) }
            default: break
            }
            offset = start + 4 + size
        }
    }
}
