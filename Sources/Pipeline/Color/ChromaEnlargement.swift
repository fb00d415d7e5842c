/// How a and b, which a network predicts on a small picture, come to the size of the film's.
public enum ChromaEnlargement: String, CaseIterable, Codable, Sendable {
    /// Bilinearly and blind to the picture, as the PyTorch release does it.
    case bilinear
    /// With edges where the picture's own lightness has them, so that colour does not bleed over: a guided filter.
    case guided
}
