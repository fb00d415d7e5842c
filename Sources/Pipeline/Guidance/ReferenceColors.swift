package import Color

/// The colours that a person gives for one frame, at the size of what the network reads, with their authority.
package struct ReferenceColors: ~Copyable {
    /// a* and b*, multiplied by the authority, and the authority, 0…1: three planes above one another.
    package let planes: PlaneBuffer
    /// Columns of each plane.
    package var width: Int { planes.width }
    /// Rows of each plane.
    package var height: Int { planes.height / 3 }

    /// See `planes`.
    package init(planes: consuming PlaneBuffer) { self.planes = planes }
}
