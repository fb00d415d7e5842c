internal import Color
internal import Coloring
internal import Guidance

/// Places of a picture, anywhere in it, whose true colours are given. Of a picture and a seed they are always the same,
/// and the first few of many are the few.
struct RandomPlaces {
    private let pixels: [Int]
    private let truth: TruePicture

    /// - Parameters:
    ///   - count: of places. Two may be the same.
    ///   - seed: any number.
    init(_ count: Int, of truth: TruePicture, seed: UInt64) {
        var numbers = Numbers(state: seed)
        pixels = (0..<count).map { _ in Int.random(in: 0..<truth.rgb.count, using: &numbers) }
        self.truth = truth
    }

    /// The places in the middles of their pixels, with their colours.
    var known: [KnownPlace] {
        let (width, height) = (truth.rgb.width, truth.rgb.height)
        return pixels.map { pixel in
            KnownPlace(
                x: (Double(pixel % width) + 0.5) / Double(width), y: (Double(pixel / width) + 0.5) / Double(height),
                a: truth.lab.chroma.a[pixel], b: truth.lab.chroma.b[pixel])
        }
    }

    /// CIEDE2000 of each place in a picture that should have those colours.
    func differences(in picture: LabPicture) -> [Double] {
        let all = picture.colorDifferences(from: truth.lab)
        return pixels.map { all[$0] }
    }

    /// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}
