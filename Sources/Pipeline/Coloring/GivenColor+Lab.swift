internal import Color
package import Guidance

extension GivenColor {
    /// a* and b*.
    package var ab: (a: Double, b: Double) {
        switch self {
        case .lab(let a, let b): return (a, b)
        case .rgb(let red, let green, let blue):
            var pixel = RGBPicture(width: 1, height: 1)
            pixel.samples = [red, green, blue]
            let chroma = LabPicture(pixel).chroma
            return (chroma.a[0], chroma.b[0])
        }
    }
}
