package import Color
import PixelKernels

/// A plane that several hold, or that waits in a list.
final class SharedPlane {
    let plane: PlaneBuffer

    init(_ plane: consuming PlaneBuffer) { self.plane = plane }
}

/// A small copy of a picture's lightness with still smaller ones, all that motion and cuts are found from.
package final class SmallCopy: Sendable {
    private let plane: PlaneBuffer

    /// - Parameters:
    ///   - lightness: L*, 0…100, at any size.
    ///   - rows: of the lightness, if more than that is in its plane.
    package init(
        of lightness: borrowing PlaneBuffer, rows: Int? = nil, buffers: PlaneBufferPool, kernels: KernelSet = .best
    ) throws(ColorError) {
        plane = try buffers.take(width: Int(steady_picture_count()), height: 1)
        kernels.table.pointee.steady.picture(
            lightness.base, Int32(lightness.width), Int32(rows ?? lightness.height), plane.base)
    }

    /// Where the things of this picture are in `other`: for each of the nodes how far to the right and down.
    func motion(to other: SmallCopy, buffers: PlaneBufferPool, kernels: KernelSet) throws(ColorError) -> SharedPlane {
        let nodes = STEADY_NODES
        let motion = SharedPlane(try buffers.take(width: 2 * nodes, height: nodes))
        kernels.table.pointee.steady.motion(plane.base, other.plane.base, motion.plane.base)
        return motion
    }

    /// How alike this picture and `other` are, given the motion from this one to that.
    func likeness(to other: SmallCopy, motion: SharedPlane, kernels: KernelSet) -> steady_likeness {
        var likeness = steady_likeness()
        kernels.table.pointee.steady.likeness(plane.base, other.plane.base, motion.plane.base, &likeness)
        return likeness
    }

    /// Writes the finest level: STEADY_SIDE² numbers, L* in steps of 100/255.
    func pack(into codes: UnsafeMutablePointer<UInt8>, kernels: KernelSet) {
        kernels.table.pointee.steady.pack(plane.base, codes)
    }

    /// Writes the alignment that the motion to `other` gives: STEADY_PLANES planes.
    func align(to other: SmallCopy, motion: SharedPlane, into alignment: borrowing PlaneBuffer, kernels: KernelSet) {
        kernels.table.pointee.steady.alignment(plane.base, other.plane.base, motion.plane.base, alignment.base)
    }
}
