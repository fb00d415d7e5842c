/// How the sample values of a picture stand for colour: what ITU-T H.273 calls range, matrix coefficients, primaries
/// and chroma sample location. The colour path treats the non-linear R'G'B' of every film as following sRGB's curve, as
/// the published networks were trained: every grey comes back as it was, whatever its own curve.
package struct ColorDescription: Sendable, Hashable {
    /// Which code values black and white have.
    package enum Range: Sendable, Hashable {
        /// Luma 16…235, chroma 16…240 at 8 bits, scaled by 2^(depth − 8) above (ITU-R BT.709, BT.2100 narrow range).
        case limited
        /// 0…2^depth − 1 (BT.2100 full range; JFIF).
        case full
    }

    /// The luma coefficients with which Y'CbCr was made from R'G'B' (H.273 table 4).
    package enum Matrix: Sendable, Hashable {
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
    package enum ChromaLocation: Sendable, Hashable {
        /// Horizontally on the even luma columns, vertically between rows (MPEG-2, H.264 default).
        case left
        /// Between columns and between rows (MPEG-1, JPEG).
        case center
        /// On the even columns and the even rows (BT.2020 default).
        case topLeft
        /// Between columns and on the even rows.
        case top
    }

    /// The colours of R, G and B; white is D65 in all of them.
    package enum Primaries: Sendable, Hashable {
        /// Those of sRGB, too.
        case bt709
        case bt470bg
        /// SMPTE C.
        case smpte170m
        case bt2020
        case displayP3

        /// CIE 1931 x and y of R, G and B (H.273 table 2).
        var chromaticities: [(x: Double, y: Double)] {
            switch self {
            case .bt709: [(0.640, 0.330), (0.300, 0.600), (0.150, 0.060)]
            case .bt470bg: [(0.640, 0.330), (0.290, 0.600), (0.150, 0.060)]
            case .smpte170m: [(0.630, 0.340), (0.310, 0.595), (0.155, 0.070)]
            case .bt2020: [(0.708, 0.292), (0.170, 0.797), (0.131, 0.046)]
            case .displayP3: [(0.680, 0.320), (0.265, 0.690), (0.150, 0.060)]
            }
        }
    }

    package var range: Range
    package var matrix: Matrix
    package var chromaLocation: ChromaLocation
    package var primaries: Primaries

    package init(
        range: Range, matrix: Matrix, chromaLocation: ChromaLocation = .left, primaries: Primaries = .bt709
    ) {
        self.range = range
        self.matrix = matrix
        self.chromaLocation = chromaLocation
        self.primaries = primaries
    }
}
