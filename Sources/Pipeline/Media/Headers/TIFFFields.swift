/// The fields of a TIFF file's first directory that matter here (TIFF 6.0; Exif uses the same layout).
struct TIFFFields {
    private(set) var orientation: PictureOrientation?
    private(set) var dotsPerInch: Double?
    /// Whether the picture is stored in tiles instead of rows.
    private(set) var isTiled = false
    /// How it is compressed, by TIFF's numbers.
    private(set) var compression = 1
    /// Whether the file ends before the strips of rows that it lists.
    private(set) var lacksStrips = false
    /// Whether the samples are multiplied by their alpha.
    private(set) var hasPremultipliedAlpha = false
    /// Pictures in the file, without reduced copies.
    private(set) var pageCount = 1

    private enum Tag {
        static let kind = 254
        static let compression = 259
        static let stripOffsets = 273
        static let stripByteCounts = 279
        static let tileWidth = 322
        static let extraSamples = 338
        static let orientation = 274
        static let xResolution = 282
        static let resolutionUnit = 296
    }

    /// nil if the bytes are no TIFF file.
    init?(ofFile file: HeaderBytes) {
        var file = file
        if file.starts(with: "II*\0") {
            file.isBigEndian = false
        } else if file.starts(with: "MM\0*") {
            file.isBigEndian = true
        } else {
            return nil
        }
        guard let directory = file.uint32(at: 4), let count = file.uint16(at: directory) else { return nil }
        // Inches, unless said otherwise.
        var inchesAUnit: Double? = 1
        var resolution: Double?
        // Where the lists of strips are: read once, after the loop, however many entries claim to be one.
        var strips: (offsets: NumberList?, byteCounts: NumberList?) = (nil, nil)
        for entry in 0..<count {
            // Twelve bytes each: tag, type, count, and the value or where it is.
            let offset = directory + 2 + 12 * entry
            guard let tag = file.uint16(at: offset) else { break }
            switch tag {
            case Tag.orientation:
                orientation = file.uint16(at: offset + 8).flatMap { PictureOrientation(rawValue: $0) }
            case Tag.xResolution:
                guard let value = file.uint32(at: offset + 8), let numerator = file.uint32(at: value),
                    let denominator = file.uint32(at: value + 4), denominator > 0
                else { continue }
                resolution = Double(numerator) / Double(denominator)
            case Tag.compression: compression = file.uint16(at: offset + 8) ?? 1
            case Tag.tileWidth: isTiled = true
            case Tag.extraSamples: hasPremultipliedAlpha = file.uint16(at: offset + 8) == 1
            case Tag.stripOffsets: strips.offsets = NumberList(of: file, entry: offset)
            case Tag.stripByteCounts: strips.byteCounts = NumberList(of: file, entry: offset)
            case Tag.resolutionUnit:
                inchesAUnit = [2: 1, 3: 1 / 2.54][file.uint16(at: offset + 8) ?? 0]
            default: break
            }
        }
        if let offsets = strips.offsets, let byteCounts = strips.byteCounts {
            lacksStrips = (0..<min(offsets.count, byteCounts.count)).contains { place in
                let (offset, count) = (offsets.number(place, in: file) ?? 0, byteCounts.number(place, in: file) ?? 0)
                return offset > file.count || count > file.count - offset
            }
        }
        pageCount = TIFFFields.pageCount(of: file, firstDirectory: directory)
        if let resolution, let inchesAUnit, resolution > 0 { dotsPerInch = resolution / inchesAUnit }
    }

    /// Where the numbers are of an entry that has a list of them, as far as they lie in the file. Nothing is copied: a
    /// file of 2 GiB may hold a list of half of it.
    private struct NumberList {
        let count: Int
        private let start: Int
        private let size: Int

        init?(of file: HeaderBytes, entry offset: Int) {
            // 3 is two bytes each, 4 is four.
            guard let type = file.uint16(at: offset + 2), let stated = file.uint32(at: offset + 4),
                type == 3 || type == 4
            else {
                return nil
            }
            size = type == 3 ? 2 : 4
            guard let start = stated * size <= 4 ? offset + 8 : file.uint32(at: offset + 8) else { return nil }
            self.start = start
            count = min(stated, max(0, file.count - start) / size)
        }

        func number(_ place: Int, in file: HeaderBytes) -> Int? {
            size == 2 ? file.uint16(at: start + 2 * place) : file.uint32(at: start + 4 * place)
        }
    }

    /// The directories of the file, one after the other, that are pictures of their own.
    private static func pageCount(of file: HeaderBytes, firstDirectory: Int) -> Int {
        var count = 0
        var seen: Set<Int> = []
        var directory = firstDirectory
        // Directories that lie in one another would be read a thousand times; sound ones do not.
        var entriesLeft = file.count / 12
        while directory != 0, seen.count < 10_000, seen.insert(directory).inserted,
            let entries = file.uint16(at: directory)
        {
            entriesLeft -= entries
            guard entriesLeft >= 0 else { break }
            let kind = (0..<entries).lazy.map { directory + 2 + 12 * $0 }.first { file.uint16(at: $0) == Tag.kind }
            // The lowest bit says that it is a reduced copy of another.
            if let kind, (file.uint32(at: kind + 8) ?? 0) & 1 == 1 {} else { count += 1 }
            directory = file.uint32(at: directory + 2 + 12 * entries) ?? 0
        }
        return max(1, count)
    }
}
