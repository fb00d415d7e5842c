/// How long one step of the colour path took, on one thread. For benchmarks.
public struct ColorPathTiming: Sendable {
    /// What was done with which kind of picture: "lightness, 8-bit grey".
    public let step: String
    /// The kernels that did it: "baseline", "avx2" or "avx512".
    public let instructionSet: String
    /// Of each run in turn.
    public private(set) var nanoseconds: [Int] = []

    /// Times every step with each of this machine's instruction sets.
    ///
    /// The pictures are 8-bit, of limited range and BT.709: grey, yuv420p without colour, and yuv420p in colour, all
    /// with noise; a and b are 64×64.
    ///
    /// - Parameters:
    ///   - width: of the pictures, 1…65,536.
    ///   - height: of the pictures, likewise.
    ///   - repeats: runs of each step, after one that is not counted.
    /// - Throws: `ColorError` for other sizes, or if there is no memory for the pictures.
    public static func measure(width: Int, height: Int, repeats: Int) throws(ColorError) -> [ColorPathTiming] {
        let pool = PlaneBufferPool()
        let color = ColorDescription(range: .limited, matrix: .bt709)
        let gray = PictureLayout(model: .gray, width: width, height: height, bitDepth: 8, color: color)
        let yuv = PictureLayout(
            model: .yuv, width: width, height: height, bitDepth: 8, chromaShiftX: 1, chromaShiftY: 1, color: color)
        let sources = [
            (name: "8-bit grey", picture: try NoisyPicture(gray)),
            (name: "8-bit yuv420p without colour", picture: try NoisyPicture(yuv)),
            (name: "8-bit yuv420p in colour", picture: try NoisyPicture(yuv, isColored: true)),
        ]
        let result = try NoisyPicture(yuv)
        var full = try pool.take(width: width, height: height)
        var small = try pool.take(width: networkSize, height: networkSize)
        let ab = try pool.take(width: abSize, height: 2 * abSize)
        for index in ab.mutableValues.indices { ab.mutableValues[index] = Float(index % 101) - 50 }

        var timings: [ColorPathTiming] = []
        for kernels in KernelSet.available {
            let recombiners = try [nil, ChromaFade.usual].map { fade throws(ColorError) in
                try Recombiner(
                    output: yuv, abWidth: abSize, abHeight: abSize, networkWidth: networkSize,
                    networkHeight: networkSize, fade: fade, kernels: kernels)
            }
            var steps = ["recombination, yuv420p, ends off", "recombination, yuv420p"].map {
                ColorPathTiming(step: $0, instructionSet: kernels.name)
            }
            for source in sources {
                let converter = try LightnessConverter(
                    layout: source.picture.planes.layout, networkWidth: networkSize, networkHeight: networkSize,
                    kernels: kernels)
                var lightness = ColorPathTiming(step: "lightness, \(source.name)", instructionSet: kernels.name)
                var reduction = ColorPathTiming(
                    step: "reduction to \(networkSize)x\(networkSize), \(source.name)", instructionSet: kernels.name)
                reduction.time(repeats) { converter.networkLightness(of: source.picture.planes, into: &small) }
                lightness.time(repeats) { converter.lightness(of: source.picture.planes, into: &full) }
                steps += [reduction, lightness]
            }
            for (index, recombiner) in recombiners.enumerated() {
                steps[index].time(repeats) { recombiner.recombine(lightness: full, ab: ab, into: result.planes) }
            }
            timings += steps
        }
        return timings
    }

    private static let networkSize = 256
    private static let abSize = 64

    private init(step: String, instructionSet: String) {
        self.step = step
        self.instructionSet = instructionSet
    }

    private mutating func time(_ repeats: Int, _ body: () -> Void) {
        body()
        let clock = ContinuousClock()
        for _ in 0..<repeats {
            let (seconds, attoseconds) = clock.measure(body).components
            nanoseconds.append(Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000))
        }
    }
}

/// A made picture: a slope with noise on it, and chroma that is neutral or has a slope and noise, too.
private final class NoisyPicture {
    let planes: PicturePlanes
    private let memory: UnsafeMutableRawPointer

    init(_ layout: PictureLayout, isColored: Bool = false) throws(ColorError) {
        // Refuses sizes that cannot be.
        _ = try layout.kernelFormat()
        let lumaCount = layout.width * layout.height
        let chromaCount = layout.model == .gray ? 0 : layout.chromaWidth * layout.chromaHeight
        memory = .allocate(byteCount: lumaCount + 2 * chromaCount, alignment: 64)
        let codes = memory.bindMemory(to: UInt8.self, capacity: lumaCount + 2 * chromaCount)
        var noise: UInt32 = 1
        /// A byte from 32 below to 31 above where `place` is between 64 and 191.
        func code(_ place: Int, of count: Int) -> UInt8 {
            // Numerical Recipes' generator.
            noise = noise &* 1_664_525 &+ 1_013_904_223
            return UInt8(64 + 127 * place / count + Int(noise >> 26) - 32)
        }
        for index in 0..<lumaCount { codes[index] = code(index, of: lumaCount) }
        for index in 0..<2 * chromaCount {
            codes[lumaCount + index] = isColored ? code(index, of: 2 * chromaCount) : 128
        }
        let hasChroma = chromaCount > 0
        planes = PicturePlanes(
            layout: layout,
            data: (
                memory, hasChroma ? memory + lumaCount : nil, hasChroma ? memory + lumaCount + chromaCount : nil
            ),
            strideBytes: (layout.width, layout.chromaWidth, layout.chromaWidth))
    }

    deinit { memory.deallocate() }
}
