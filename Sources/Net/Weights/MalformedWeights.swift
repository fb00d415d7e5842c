/// A rule of a weights format that a file breaks; `WeightsFile` turns it into a `WeightsError` that names the file.
package struct MalformedWeights: Error {
    /// One clause without a final full stop; text that came from the file has passed through `quoted`.
    package let reason: String
    /// The bytes ended before what they announce.
    package let isEarlyEnd: Bool

    package init(_ reason: String, isEarlyEnd: Bool = false) {
        self.reason = reason
        self.isEarlyEnd = isEarlyEnd
    }

    /// Text from a file, fit to be shown on a terminal: no control characters, not longer than a line.
    package static func printable(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(80) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: shown.append("\u{FFFD}")
            default: shown.append(scalar)
            }
        }
        return String(shown) + (text.unicodeScalars.count > 80 ? "…" : "")
    }

    /// A name from a file, printable and in quotation marks.
    package static func quoted(_ text: String) -> String {
        "\"\(printable(text))\""
    }
}

/// Limits on what a file may ask for, well above what real weights need and low enough that a hostile file of any
/// size makes the readers allocate less than 64 MiB.
enum WeightsLimit {
    static let tensorCount = 16_384
    static let nameBytes = 255
    static let rank = 8
    /// Bytes of the JSON at the front of a safetensors file: 100 bytes a tensor and as much metadata again.
    static let safetensorsHeaderBytes = 4 << 20
    static let safetensorsMetadataEntries = 1_024
    /// Entries of a zip file: a data entry a tensor, and a few more.
    static let zipEntryCount = 32_768
    /// Bytes of one pickle. EfficientNet-Lite0's 296 tensors take 40,000.
    static let pickleBytes = 4 << 20
    /// Operations of one pickle; each adds at most one value. A tensor takes about 60.
    static let pickleOperations = 1 << 19
    static let pickleStackDepth = 16_384
    static let pickleMarkDepth = 64
    static let pickleMemoEntries = 1 << 17
}
