package import Color
import PixelKernels

/// A small copy's finest level in 16 KiB: one is kept for every frame whose map is still to be made.
package struct PackedCopy: Sendable {
    /// L* in steps of 100/255.
    private let codes: [UInt8]

    /// Samples on a side, whatever the picture's shape.
    package static let side = STEADY_SIDE

    fileprivate init(codes: [UInt8]) { self.codes = codes }

    /// L*, 0…100, `side` × `side` values.
    package var lightness: [Float] { codes.map { Float($0) * (100.0 / 255) } }
}

extension SmallCopy {
    /// The copy without its coarser levels.
    package func packed(kernels: KernelSet = .best) -> PackedCopy {
        let count = PackedCopy.side * PackedCopy.side
        return PackedCopy(
            codes: [UInt8](unsafeUninitializedCapacity: count) { codes, initialized in
                guard let base = codes.baseAddress else { return }
                pack(into: base, kernels: kernels)
                initialized = count
            })
    }
}
