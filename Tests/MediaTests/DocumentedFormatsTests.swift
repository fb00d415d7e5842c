import FFmpegShim
import Report
import TestSupport
import Testing

@testable import Media

/// The tables in docs/ of what is chosen for a film and a still.
@Suite(.notUnderThreadSanitizer) struct DocumentedFormatsTests {
    /// The rows of "Bits and colour": each film's pixel formats.
    static let films: [(row: String, formats: [String])] = [
        ("8-bit 4:2:0 or grey", ["yuv420p", "gray"]), ("8-bit 4:4:4", ["yuv444p"]), ("10-bit 4:2:2", ["yuv422p10le"]),
        ("12-bit 4:4:4", ["yuv444p12le"]), ("16-bit grey", ["gray16le"]), ("8-bit R'G'B'", ["rgb24"]),
        ("16-bit R'G'B' with alpha", ["rgba64le"]),
    ]

    static let encoders = [
        ("default (H.264)", "libx264"), ("`-c libx265`", "libx265"), ("`-c prores_ks`", "prores_ks"),
        ("`-c ffv1`", "ffv1"),
    ]

    /// What the table says of a film of this pixel format.
    private func cell(_ film: String, encoder: String) throws -> String {
        let source = try #require(PixelFormat(named: film))
        let codec = try #require(avcodec_find_encoder_by_name(encoder))
        var formats: [PixelFormat] = []
        var next = try #require(shim_encoder_pixel_formats(codec))
        while next.pointee != AV_PIX_FMT_NONE {
            if let format = PixelFormat(next.pointee) { formats.append(format) }
            next += 1
        }
        let choice = PixelFormatChoice(
            source: source, hasAlpha: source.hasAlpha, codec: codec.pointee.id, width: 1920, height: 1080)
        let best = try #require(choice.best(of: formats))
        let isLossy = !choice.losses(of: best, encoder: encoder, advice: .matroska).isEmpty
        return "`\(best.name)`" + (isLossy ? ", a warning" : "")
    }

    @Test func pixelFormats() throws {
        let table = try #require(try Documentation.tables(in: "docs/films.md", below: "Bits and colour").first)
        #expect(table.header == ["source"] + Self.encoders.map(\.0))
        #expect(table.rows.map { $0[0] } == Self.films.map(\.row))
        for (row, film) in zip(table.rows, Self.films) {
            for format in film.formats {
                let cells = try Self.encoders.map { try cell(format, encoder: $0.1) }
                #expect(Array(row.dropFirst()) == cells, "\(film.row): \(format)")
            }
        }
    }

    /// The formats that pictures are written in, and their depths.
    @Test func pictureFormats() throws {
        let table = try #require(try Documentation.tables(in: "docs/stills.md", below: "Pictures").first)
        #expect(Set(table.rows.map { Documentation.plain($0[0]) }) == Set(PictureFormat.allCases.map(\.rawValue)))
        #expect(table.rows.count == PictureFormat.allCases.count)
        for row in table.rows {
            let format = try #require(PictureFormat(rawValue: Documentation.plain(row[0])))
            let depths = [8, 10, 12, 16, 32].compactMap { format.pixelFormat(bitDepth: $0, hasAlpha: false)?.bitDepth }
            let stated = row[1].split { !$0.isNumber }.compactMap { Int($0) }
            #expect(stated == Set(depths).sorted(), "\(row)")
            let keepsAlpha = format.pixelFormat(bitDepth: 8, hasAlpha: true)?.hasAlpha ?? false
            #expect(row[2].contains("alpha") == keepsAlpha, "\(row)")
        }
    }
}
