package import Color

/// What is left of the pictures of a shot without black borders.
package struct ShotArea: Codable, Hashable, Sendable {
    /// The shot's first frame.
    package var first: Int
    /// The picture in the frame.
    package var area: PictureArea

    /// See the properties.
    package init(first: Int, area: PictureArea) { (self.first, self.area) = (first, area) }
}
