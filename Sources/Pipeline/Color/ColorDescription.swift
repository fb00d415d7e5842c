/// How the sample values of a picture stand for colour: what ITU-T H.273 calls range, matrix coefficients and
/// chroma sample location. Primaries and transfer are carried along by the media layer; the colour path treats
/// the non-linear R'G'B' of every film as sRGB, as the published networks were trained.
struct ColorDescription: Sendable, Hashable {
    /// Which code values black and white have.
    enum Range: Sendable, Hashable {
        /// Luma 16…235, chroma 16…240 at 8 bits, scaled by 2^(depth − 8) above (ITU-R BT.709, BT.2100 narrow range).
        case limited
        /// 0…2^depth − 1 (BT.2100 full range; JFIF).
        case full
    }

    /// The luma coefficients with which Y'CbCr was made from R'G'B' (H.273 table 4).
    enum Matrix: Sendable, Hashable {
        case bt601
        case bt709
        /// Non-constant luminance.
        case bt2020
        case smpte240m
        case fcc

        /// Weight of R' in Y'.
        var kr: Double {
            switch self {
            case .bt601: 0.299
            case .bt709: 0.2126
            case .bt2020: 0.2627
            case .smpte240m: 0.212
            case .fcc: 0.30
            }
        }

        /// Weight of B' in Y'.
        var kb: Double {
            switch self {
            case .bt601: 0.114
            case .bt709: 0.0722
            case .bt2020: 0.0593
            case .smpte240m: 0.087
            case .fcc: 0.11
            }
        }
    }

    /// Where subsampled chroma samples lie among the luma samples (H.273 figure 1).
    enum ChromaLocation: Sendable, Hashable {
        /// Horizontally on the even luma columns, vertically between rows (MPEG-2, H.264 default).
        case left
        /// Between columns and between rows (MPEG-1, JPEG).
        case center
        /// On the even columns and the even rows (BT.2020 default).
        case topLeft
    }

    var range: Range
    var matrix: Matrix
    var chromaLocation: ChromaLocation

    init(range: Range, matrix: Matrix, chromaLocation: ChromaLocation = .left) {
        self.range = range
        self.matrix = matrix
        self.chromaLocation = chromaLocation
    }
}
