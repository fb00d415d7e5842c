internal import Media

/// How many threads the parts of a run get, so that together they keep the cores busy and no busier.
package struct ThreadShares: Sendable {
    private let cores: Int

    /// - Parameter threads: what the user wishes; 0 for one a core.
    package init(threads: Int) {
        self.init(cores: threads > 0 ? threads : FFmpegLibrary.processorCount)
    }

    package init(cores: Int) { self.cores = max(1, cores) }

    /// Of everything together.
    package var count: Int { cores }

    /// Pieces of a film that are done at a time where the user does not say. One encoder keeps about eight cores busy
    /// with the network beside it: an estimate, since no more than two cores could be measured. With two, two at a time
    /// with a thread each cost what one costs with both.
    package var jobs: Int { max(1, cores / 8) }

    /// Of the decoder. Decoding is a small part of the work, and each of its threads holds a picture more.
    var decoder: Int { max(1, min(cores / 2, 16)) }

    /// What a network and all the rest cost on one core of a processor with AVX-512 while the other is busy, too:
    /// milliseconds for a thousand million multiplications with an addition, in f32 and in bf16 (int8 takes two thirds
    /// of it), and for a million pixels that are decoded, coloured and encoded with libx264's preset medium. Measured
    /// on two Zen 4 cores, the network's costs with lite; only their proportion matters.
    private static let (f32Cost, shortCost, pixelCost) = (15.0, 12.0, 60.0)

    /// Of a network: as many as let it keep the pace that all cores together can have, if they are kept busy. More
    /// would only take turns with the encoder's.
    ///
    /// - Parameters:
    ///   - gigaMACs: multiplications with an addition for a frame, in thousand millions.
    ///   - isShort: whether in fewer bits than f32's.
    ///   - pictureSize: of all frames; nil if they differ, for all cores.
    package func network(gigaMACs: Double, isShort: Bool, pictureSize: (width: Int, height: Int)?) -> Int {
        guard let pictureSize else { return cores }
        let network = (isShort ? ThreadShares.shortCost : ThreadShares.f32Cost) * gigaMACs
        let rest = ThreadShares.pixelCost * Double(pictureSize.width) * Double(pictureSize.height) * 1e-6
        let needed = Double(cores) * network / max(network + rest, 1e-9)
        return min(max(Int(needed.rounded(.up)), 1), cores)
    }

    /// How many pictures a network colours at a time with so many threads, at most `most`: as many as leave no more
    /// than a tenth of the threads without work, if each picture has as many as any other.
    ///
    /// The threads of one picture wait for one another after each layer, the longer the more others want the cores:
    /// beside an encoder eccv16 takes a twentieth less time in int8 with a thread a picture than with two for each.
    package static func picturesAtOnce(threads: Int, most: Int) -> Int {
        let threads = max(1, threads)
        return (1...max(1, min(threads, most))).last { threads / $0 * $0 * 10 >= threads * 9 } ?? 1
    }
}
