/// What a picture's file says that FFmpeg does not hand on, or hands on in some versions only.
struct PictureDetails: Sendable {
    /// How the stored picture lies.
    var orientation = PictureOrientation.upright
    /// Of the scan, if the file says it in a unit of length.
    var dotsPerInch: Double?
    /// Whether the samples of an OpenEXR file are floats of 16 bits, not 32.
    var isHalfFloat = false
    /// Bits a sample, if those of the decoded picture's are more.
    var bitDepth: Int?
    /// Of a DPX file.
    var dpxHeader: DPXHeader?
    /// Of the sequence that the picture is from.
    var frameRate: FrameRate?
    /// "01:00:00:00".
    var timecode: String?
    /// Why FFmpeg's picture would not be the file's, so that it cannot be read; nil if nothing is known against it.
    var unreadable: String?
    /// What is wrong with the file that FFmpeg does not see; nil if nothing is known.
    var damage: String?
    /// Whether the samples are multiplied by their alpha: those of OpenEXR are, those of a TIFF may be.
    var hasPremultipliedAlpha = false
    /// Pictures in the file, of which the first is read.
    var pageCount = 1

    init() {}

    /// Reads a whole file of any format; what cannot be understood is left out.
    init(ofFile file: HeaderBytes) {
        if file.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
            readPNG(file)
        } else if file.starts(with: [0xFF, 0xD8]) {
            readJPEG(file)
        } else if file.starts(with: "RIFF") {
            readWebP(file)
        } else if let header = DPXHeader(ofFile: file) {
            dpxHeader = header
            frameRate = header.frameRate
            timecode = header.timecode
        } else if let header = EXRHeader(ofFile: file) {
            isHalfFloat = header.isHalfFloat
            hasPremultipliedAlpha = true
            damage = header.missingBlocks.map { "\($0.missing) of its \($0.count) blocks are missing" }
            frameRate = header.frameRate
            timecode = header.timecode
        } else {
            readTIFF(file)
            readTIFFStorage(file)
        }
    }

    /// How a TIFF file keeps its picture, of which FFmpeg knows only some ways: others come out black.
    private mutating func readTIFFStorage(_ file: HeaderBytes) {
        guard let fields = TIFFFields(ofFile: file) else { return }
        if fields.isTiled {
            unreadable = "is a TIFF in tiles, which FFmpeg cannot read; save it in strips"
        } else if [6, 7].contains(fields.compression) {
            unreadable = "is a TIFF compressed as JPEG, which FFmpeg cannot read; save it with LZW or Deflate"
        }
        if fields.lacksStrips { damage = "strips of rows are missing" }
        pageCount = fields.pageCount
        hasPremultipliedAlpha = fields.hasPremultipliedAlpha
    }

    /// A TIFF file, or the Exif data in a file of another format, which is laid out like one.
    private mutating func readTIFF(_ file: HeaderBytes) {
        guard let fields = TIFFFields(ofFile: file) else { return }
        orientation = fields.orientation ?? orientation
        dotsPerInch = fields.dotsPerInch ?? dotsPerInch
    }

    /// PNG (ISO/IEC 15948): chunks of length, type, data and checksum.
    private mutating func readPNG(_ file: HeaderBytes) {
        var offset = 8
        while let length = file.uint32(at: offset), let data = file.from(offset + 8, count: length) {
            if file.starts(with: "eXIf", at: offset + 4) { readTIFF(data) }
            if file.starts(with: "pHYs", at: offset + 4), let perMetre = data.uint32(at: 0), perMetre > 0,
                data.uint8(at: 8) == 1
            {
                dotsPerInch = Double(perMetre) * 0.0254
            }
            offset += length + 12
        }
    }

    /// JPEG (ITU-T T.81): segments of marker, length and data up to the start of the scan.
    private mutating func readJPEG(_ file: HeaderBytes) {
        // What a file was cut off of is its end (EOI) first; decoders make one up.
        if !file.hasEndOfJPEG { damage = "the file breaks off" }
        var offset = 2
        while let marker = file.uint16(at: offset), marker >= 0xFF01, marker != 0xFFDA,
            let length = file.uint16(at: offset + 2), length >= 2,
            let data = file.from(offset + 4, count: length - 2)
        {
            if marker == 0xFFE1, data.starts(with: "Exif\0\0"), let fields = data.from(6) { readTIFF(fields) }
            if marker == 0xFFE0, data.starts(with: "JFIF\0"), let density = data.uint16(at: 8), density > 0 {
                // 1 for inches, 2 for centimetres.
                if data.uint8(at: 7) == 1 { dotsPerInch = Double(density) }
                if data.uint8(at: 7) == 2 { dotsPerInch = Double(density) * 2.54 }
            }
            offset += 2 + length
        }
    }

    /// WebP: a RIFF file, whose chunks have little-endian lengths and are padded to even ones.
    private mutating func readWebP(_ file: HeaderBytes) {
        var file = file
        file.isBigEndian = false
        var offset = 12
        while let length = file.uint32(at: offset + 4), let data = file.from(offset + 8, count: length) {
            if file.starts(with: "EXIF", at: offset) {
                // Some programs put the mark of JPEG's segment in front.
                if let fields = data.starts(with: "Exif\0\0") ? data.from(6) : data { readTIFF(fields) }
            }
            offset += 8 + length + length % 2
        }
    }
}

/// How a stored picture lies, by the numbers of TIFF and Exif (tag 274): what its first row and its first column are of
/// the picture that is meant.
enum PictureOrientation: Int, Sendable {
    /// Row: top, column: left.
    case upright = 1
    /// Top, right.
    case mirrored
    /// Bottom, right.
    case turnedHalf
    /// Bottom, left.
    case flipped
    /// Left, top.
    case transposed
    /// Right, top: to be turned clockwise by a quarter.
    case turnedLeft
    /// Right, bottom.
    case antitransposed
    /// Left, bottom: to be turned counterclockwise by a quarter.
    case turnedRight

    /// The orientation that is next to FFmpeg's display matrix (libavutil/display.h), by whose first two rows a pixel
    /// of column x and row y is shown at (m0 x + m3 y, m1 x + m4 y).
    init(displayMatrix m: [Int32]) {
        func isNegative(_ place: Int) -> Bool { m.indices.contains(place) && m[place] < 0 }
        func size(_ place: Int) -> UInt32 { m.indices.contains(place) ? m[place].magnitude : 0 }
        if size(1) > size(0) {
            // Rows become columns.
            switch (isNegative(3), isNegative(1)) {
            case (false, false): self = .transposed
            case (true, false): self = .turnedLeft
            case (true, true): self = .antitransposed
            case (false, true): self = .turnedRight
            }
        } else {
            switch (isNegative(0), isNegative(4)) {
            case (false, false): self = .upright
            case (true, false): self = .mirrored
            case (true, true): self = .turnedHalf
            case (false, true): self = .flipped
            }
        }
    }

    /// Whether the stored rows are columns of the picture.
    var swapsAxes: Bool { rawValue >= PictureOrientation.transposed.rawValue }
    /// Whether the picture's x runs against the stored axis that it is on.
    var reversesX: Bool { [.mirrored, .turnedHalf, .turnedLeft, .antitransposed].contains(self) }
    /// Whether the picture's y runs against the stored axis that it is on.
    var reversesY: Bool { [.turnedHalf, .flipped, .antitransposed, .turnedRight].contains(self) }
}
