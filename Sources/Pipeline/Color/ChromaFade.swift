/// How chroma fades towards black and white: a and b are multiplied by a factor that is 0 at black and at white, 1
/// between the two ends, and rises smoothly from one to the other.
package struct ChromaFade: Codable, Hashable, Sendable {
    /// L* at which the dark end ends: from there on colours are as predicted. Above 0.
    package var dark: Float
    /// L* below white at which the light end begins; likewise. The two ends may not overlap: dark + light ≤ 100.
    package var light: Float

    /// What is usual for every network. Chosen with lite on 500 photographs: the mean chroma of pixels with an L* above
    /// 95 falls from 3.9 to 0.8, of those below 5 from 2.2 to 0.3, and CIEDE2000 does not rise (docs/models.md has the
    /// figures).
    package static let usual = ChromaFade(dark: 15, light: 10)

    /// For colours that a person gives, which count nearly everywhere: black and white themselves have none, and what
    /// sRGB makes of one there is no longer black.
    package static let narrow = ChromaFade(dark: 4, light: 2)

    /// See the properties.
    package init(dark: Float, light: Float) {
        precondition(dark > 0 && light > 0 && dark + light <= 100)
        self.dark = dark
        self.light = light
    }

    /// The factor at an L* (beyond black and white that of black and white): t² (3 − 2t), whose slope is 0 at both
    /// ends, of the share t of an end that lies behind.
    package func factor(at lightness: Double) -> Double {
        let t = min(max(min(lightness / Double(dark), (100 - lightness) / Double(light)), 0), 1)
        return t * t * (3 - 2 * t)
    }
}
