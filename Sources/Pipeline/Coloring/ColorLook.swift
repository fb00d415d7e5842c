package import Color

/// How predicted colours become a picture's.
package struct ColorLook: Codable, Hashable, Sendable {
    /// Factor on a and b; 0 gives grey, 1 what the network says. Colours that it would push out of sRGB keep their hue.
    package var saturation: Float
    /// How a and b come to the pictures' size.
    package var chroma: ChromaEnlargement

    /// What the network says, enlarged as the releases do it.
    package init(saturation: Float = 1, chroma: ChromaEnlargement = .bilinear) {
        self.saturation = saturation
        self.chroma = chroma
    }
}
