package import Color

/// Letters of 5 × 7 pixels, with two rows below the line, for labels on sheets: ASCII, and a box for everything else.
package struct BitmapFont: Sendable {
    /// Pixels of a sheet per pixel of a letter.
    package let scale: Int

    /// See the property.
    package init(scale: Int) { self.scale = scale }

    private static let (width, height) = (5, 9)

    /// From one letter to the next, in pixels.
    package var advance: Int { (Self.width + 1) * scale }

    /// From one line to the next, in pixels.
    package var lineHeight: Int { (Self.height + 3) * scale }

    /// The rows of each letter from the top, of which trailing empty ones are left out: a digit to the base 32 is a
    /// row, its highest bit the leftmost pixel.
    private static let rows: [Character: String] = [
        " ": "", "!": "4444404", "\"": "aaa", "#": "aavavaa", "$": "4fke5u4", "%": "op248j3", "&": "cik8lid",
        "'": "448", "(": "2488842", ")": "8422248", "*": "04lel4", "+": "044v44", ",": "000000c48", "-": "000v",
        ".": "00000cc", "/": "01248g", "0": "ehjlphe", "1": "4c4444e", "2": "eh1248v", "3": "v2421he",
        "4": "26aiv22", "5": "vgu11he", "6": "68guhhe", "7": "v124888", "8": "ehhehhe", "9": "ehhf12c",
        ":": "0cc0cc", ";": "0cc0c48", "<": "248g842", "=": "00v0v", ">": "8421248", "?": "eh12404", "@": "eh1dlle",
        "A": "ehhvhhh", "B": "uhhuhhu", "C": "ehggghe", "D": "uhhhhhu", "E": "vgguggv", "F": "vgguggg",
        "G": "ehgnhhf", "H": "hhhvhhh", "I": "e44444e", "J": "72222ic", "K": "hikokih", "L": "ggggggv",
        "M": "hrllhhh", "N": "hhpljhh", "O": "ehhhhhe", "P": "uhhuggg", "Q": "ehhhlid", "R": "uhhukih",
        "S": "fgge11u", "T": "v444444", "U": "hhhhhhe", "V": "hhhhha4", "W": "hhhllla", "X": "hha4ahh",
        "Y": "hhha444", "Z": "v1248gv", "[": "e88888e", "\\": "0g8421", "]": "e22222e", "^": "4ah", "_": "0000000v",
        "`": "842", "a": "00e1fhf", "b": "ggmphhu", "c": "00egghe", "d": "11djhhf", "e": "00ehvge", "f": "698s888",
        "g": "00fhhhf1e", "h": "ggmphhh", "i": "40c444e", "j": "2062222ic", "k": "ggikoki", "l": "c44444e",
        "m": "00qllhh", "n": "00mphhh", "o": "00ehhhe", "p": "00uhhhugg", "q": "00fhhhf11", "r": "00mpggg",
        "s": "00fge1u", "t": "88s8896", "u": "00hhhjd", "v": "00hhha4", "w": "00hhlla", "x": "00ha4ah",
        "y": "00hhhhf1e", "z": "00v248v", "{": "2448442", "|": "4444444", "}": "8442448", "~": "008l2",
    ]

    private static let box = "vhhhhhv"

    /// The lines of `text`, broken between words where they would be wider than `columns` letters; a longer word is
    /// broken anywhere. Lines after the first begin with `indent` spaces.
    package static func wrapped(_ text: String, columns: Int, indent: Int = 0) -> [String] {
        var lines: [String] = []
        var line = ""
        let margin = String(repeating: " ", count: min(indent, max(0, columns - 1)))
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            var rest = Substring(line.isEmpty && lines.isEmpty ? word : " " + word)
            if line.count + rest.count > columns, !line.isEmpty {
                lines.append(line)
                line = margin
                rest = word
            }
            while line.count + rest.count > columns, columns > margin.count {
                let room = columns - line.count
                lines.append(line + rest.prefix(room))
                rest = rest.dropFirst(room)
                line = margin
            }
            line += rest
        }
        return lines + [line]
    }

    /// Writes one line in black, its top left corner at a pixel of `picture`; what does not fit is cut off.
    package func draw(_ text: String, on picture: inout RGBPicture, x left: Int, y top: Int) {
        for (place, letter) in text.enumerated() {
            for (row, digit) in (Self.rows[letter] ?? Self.box).enumerated() {
                let bits = Int(String(digit), radix: 32) ?? 0
                for column in 0..<Self.width where bits & (16 >> column) != 0 {
                    blacken(&picture, x: left + place * advance + column * scale, y: top + row * scale)
                }
            }
        }
    }

    private func blacken(_ picture: inout RGBPicture, x: Int, y: Int) {
        for pixelY in y..<y + scale where (0..<picture.height).contains(pixelY) {
            for pixelX in x..<x + scale where (0..<picture.width).contains(pixelX) {
                for plane in 0..<3 { picture.samples[plane * picture.count + pixelY * picture.width + pixelX] = 0 }
            }
        }
    }
}
