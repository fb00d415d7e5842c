/// The fields of a TIFF file's first directory that matter here (TIFF 6.0; Exif uses the same layout).
struct TIFFFields {
    private(set) var orientation: PictureOrientation?
    private(set) var dotsPerInch: Double?

    private enum Tag {
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
            case Tag.resolutionUnit:
                inchesAUnit = [2: 1, 3: 1 / 2.54][file.uint16(at: offset + 8) ?? 0]
            default: break
            }
        }
        if let resolution, let inchesAUnit, resolution > 0 { dotsPerInch = resolution / inchesAUnit }
    }
}
