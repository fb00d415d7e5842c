/// What a picture's file says that FFmpeg does not hand on, or hands on in some versions only.
package struct PictureDetails: Sendable {
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
    package var frameRate: FrameRate?
    /// "01:00:00:00".
    package var timecode: String?
    /// Why FFmpeg's picture would not be the file's, so that it cannot be read; nil if nothing is known against it.
    var unreadable: String?
    /// What is wrong with the file that FFmpeg does not see; nil if nothing is known.
    package var damage: String?
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
