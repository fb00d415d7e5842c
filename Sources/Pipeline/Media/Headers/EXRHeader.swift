/// What an OpenEXR file says besides its picture (the file layout of openexr.com: a magic number, a version, and
/// attributes of name, type, size and value).
struct EXRHeader {
    /// Whether the first channel has floats of 16 bits.
    private(set) var isHalfFloat = false
    private(set) var frameRate: FrameRate?
    private(set) var timecode: String?
    /// Blocks of the picture that lie beyond the end of the file, or have never been written, of how many; nil if none.
    private(set) var missingBlocks: (missing: Int, count: Int)?

    /// What says where the blocks are.
    private struct Blocks {
        var width = 0
        var height = 0
        /// Rows of a block, by the number of the compression.
        var rows: Int? = 1
        var tile: (width: Int, height: Int)?

        /// Of the picture at its full size; nil if it cannot be told.
        var count: Int? {
            guard width > 0, height > 0 else { return nil }
            if let tile {
                guard tile.width > 0, tile.height > 0 else { return nil }
                let columns = (width + tile.width - 1) / tile.width
                let (count, isTooLarge) = columns.multipliedReportingOverflow(
                    by: (height + tile.height - 1) / tile.height)
                return isTooLarge ? nil : count
            }
            return rows.map { (height + $0 - 1) / $0 }
        }
    }

    /// None, RLE, ZIPS, ZIP, PIZ, PXR24, B44, B44A, DWAA, DWAB.
    private static let rowsOfCompressions = [1, 1, 1, 16, 32, 16, 32, 32, 32, 256]

    /// nil if the bytes are no OpenEXR file.
    init?(ofFile file: HeaderBytes) {
        var file = file
        file.isBigEndian = false
        guard file.starts(with: [0x76, 0x2F, 0x31, 0x01]) else { return nil }
        var offset = 8
        var blocks = Blocks()
        while let (name, typeOffset) = file.text(at: offset), !name.isEmpty,
            let (type, start) = file.text(at: typeOffset)
        {
            guard let size = file.uint32(at: start), let value = file.from(start + 4, count: size) else { break }
            switch (name, type) {
            case ("channels", "chlist"):
                // A name, then the type of its samples: 1 is half.
                isHalfFloat = value.text(at: 0).flatMap { value.uint32(at: $0.end) } == 1
            case ("dataWindow", "box2i"):
                let corners = (0..<4).compactMap { value.uint32(at: 4 * $0) }
                    .map { Int(Int32(truncatingIfNeeded: $0)) }
                if corners.count == 4 {
                    (blocks.width, blocks.height) = (corners[2] - corners[0] + 1, corners[3] - corners[1] + 1)
                }
            case ("compression", "compression"):
                let number = value.uint8(at: 0) ?? 0
                let known = EXRHeader.rowsOfCompressions
                blocks.rows = known.indices.contains(number) ? known[number] : nil
            case ("tiles", "tiledesc"):
                if let width = value.uint32(at: 0), let height = value.uint32(at: 4) { blocks.tile = (width, height) }
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
        // Of several parts (bit 12 of the version) each has a table of its own.
        let isMultipart = (file.uint32(at: 4) ?? 0) & 0x1000 != 0
        if !isMultipart { missingBlocks = EXRHeader.missing(of: blocks, table: offset + 1, in: file) }
    }

    /// The table has the place of each block: coordinates (one of a row, four of a tile), a size, and as many bytes.
    private static func missing(of blocks: Blocks, table: Int, in file: HeaderBytes) -> (missing: Int, count: Int)? {
        guard let count = blocks.count else { return nil }
        let coordinates = blocks.tile == nil ? 4 : 16
        // What does not even fit into the table is missing without a look.
        let listed = min(count, max(0, file.count - table) / 8)
        var missing = count - listed
        for place in 0..<listed {
            guard let low = file.uint32(at: table + 8 * place), file.uint32(at: table + 8 * place + 4) == 0,
                low >= table, let size = file.uint32(at: low + coordinates), low + coordinates + 4 + size <= file.count
            else {
                missing += 1
                continue
            }
        }
        return missing > 0 ? (missing, count) : nil
    }
}
