internal import Glibc

/// Lightness and colour of films that are sums of sines, moving as they are told, with the network's part played by the
/// truth and noise.
package struct MadeFilm {
    /// L*, of size².
    package var lightness: [[Float]] = []
    /// a above b, of abSize².
    package var truth: [[Float]] = []
    /// The truth with noise.
    package var ab: [[Float]] = []
    package let size: Int
    package let abSize: Int
    private var noise = Noise(seed: 17)

    /// No frames yet.
    package init(size: Int = 128, abSize: Int = 64) {
        self.size = size
        self.abSize = abSize
    }

    /// What a scene looks like at a place (in pictures, 0…1): L*, a and b.
    package typealias Scene = (_ x: Double, _ y: Double) -> (lightness: Double, a: Double, b: Double)

    /// One of endlessly many scenes.
    package static func scene(_ seed: Int, brightness: Double = 1) -> Scene {
        var noise = Noise(seed: UInt64(seed) &* 7919 &+ 1)
        let waves = (0..<7).map { _ in
            (
                x: noise.next(in: -1...1) * 40, y: noise.next(in: -1...1) * 40, phase: noise.next(in: 0...6),
                height: noise.next(in: 3...9)
            )
        }
        let hue = noise.next(in: 0...6.28)
        return { x, y in
            let fine = waves.reduce(0.0) { $0 + $1.height * sin($1.x * x + $1.y * y + $1.phase) }
            let broad = sin(waves[0].x * x / 8 + waves[1].phase) * sin(waves[1].y * y / 8 + waves[2].phase)
            return (
                min(max((50 + fine + 16 * broad) * brightness, 0), 100), 30 * cos(hue + broad), 30 * sin(hue + broad)
            )
        }
    }

    /// Adds a frame. `change` is what is done to L* (a flash, a fade); `flicker` the deviation of broad noise in a and
    /// b, `grain` that of noise in L*.
    package mutating func add(
        flicker: Double = 0, grain: Double = 0, change: (Double) -> Double = { $0 }, _ scene: Scene
    ) {
        lightness.append(
            (0..<size * size).map { i in
                let value = scene((Double(i % size) + 0.5) / Double(size), (Double(i / size) + 0.5) / Double(size))
                return Float(min(max(change(value.lightness) + grain * deviate(), 0), 100))
            })
        let (da, db) = (flicker * deviate(), flicker * deviate())
        let tilt = flicker * deviate()
        let colors = (0..<abSize * abSize).map { i in
            scene((Double(i % abSize) + 0.5) / Double(abSize), (Double(i / abSize) + 0.5) / Double(abSize))
        }
        truth.append(colors.map { Float($0.a) } + colors.map { Float($0.b) })
        let wave = (0..<abSize * abSize).map { tilt * sin(Double($0 % abSize) / 9 + da) }
        ab.append(
            zip(colors, wave).map { Float($0.a + da + $1) } + zip(colors, wave).map { Float($0.b + db - $1) })
    }

    /// About normal.
    private mutating func deviate() -> Double {
        (0..<4).reduce(0.0) { sum, _ in sum + noise.next(in: -1...1) } * 0.87
    }
}
