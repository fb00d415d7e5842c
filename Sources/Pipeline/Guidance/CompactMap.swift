import PixelKernels

/// A map of motion (`CARRY_MAP_PLANES` planes) in 20 KiB: it is kept for every frame of a shot.
struct CompactMap: Sendable {
    /// To the right, then down, in 1/64 of a sample: ±512 samples.
    private var motion: [Int16]
    /// The third plane, in 1/`steps` of 1.
    private var third: [UInt8]
    private let steps: Float

    private static let count = STEADY_CELLS * STEADY_CELLS
    private static let unit: Float = 64

    /// - Parameters:
    ///   - motion: two planes of cells.
    ///   - third: trust (0…1), or a disagreement (0…3).
    ///   - most: of the third plane.
    init(motion: UnsafePointer<Float>, third: UnsafePointer<Float>, most: Float) {
        steps = 255 / most
        let steps = steps
        self.motion = (0..<2 * Self.count).map { index in
            Int16(max(-32767, min(32767, (motion[index] * Self.unit).rounded())))
        }
        self.third = (0..<Self.count).map { index in UInt8(max(0, min(255, (third[index] * steps).rounded()))) }
    }

    /// A map from a frame to itself, trusted.
    static let identity: [Float] =
        [Float](repeating: 0, count: 2 * count) + [Float](repeating: 1, count: count)

    /// The three planes.
    func write(into planes: inout [Float]) {
        for index in 0..<2 * Self.count { planes[index] = Float(motion[index]) / Self.unit }
        for index in 0..<Self.count { planes[2 * Self.count + index] = Float(third[index]) / steps }
    }
}
