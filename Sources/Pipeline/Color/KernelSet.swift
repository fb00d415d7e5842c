package import PixelKernels

/// The pixel kernels as compiled for one instruction set.
package struct KernelSet: @unchecked Sendable {
    // Sendable because it points to a constant that lives as long as the program.
    package let table: UnsafePointer<pixel_kernels>

    /// The fastest set that this machine can run, or the slower one that the environment variable COLORIZE_ISA names.
    package static let best = KernelSet(table: pixel_kernels_best())

    /// Every set that this machine can run, slowest first.
    package static let available: [KernelSet] = ["baseline", "avx2", "avx512"].compactMap { (name: String) in
        pixel_kernels_named(name).map(KernelSet.init(table:))
    }

    /// "baseline", "avx2" or "avx512".
    package var name: String { String(cString: table.pointee.name) }
}

/// The processor features that the colour path uses.
public enum PixelInstructionSet {
    /// "baseline", "avx2" or "avx512": the one chosen for this machine.
    public static var name: String { KernelSet.best.name }
}
