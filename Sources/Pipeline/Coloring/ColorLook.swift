package import Color

/// How predicted colours become a picture's.
package struct ColorLook: Codable, Hashable, Sendable {
    /// Factor on a and b; 0 gives grey, 1 what the network says. Colours that it would push out of sRGB keep their hue.
    package var saturation: Float
    /// How a and b come to the pictures' size.
    package var chroma: ChromaEnlargement
    /// How colours fade towards black and white; nil: not at all.
    package var fade: ChromaFade?

    /// What the network says, enlarged as the releases do it.
    package init(saturation: Float = 1, chroma: ChromaEnlargement = .bilinear, fade: ChromaFade? = nil) {
        self.saturation = saturation
        self.chroma = chroma
        self.fade = fade
    }
}
