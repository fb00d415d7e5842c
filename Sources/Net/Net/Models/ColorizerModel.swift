/// The networks that the program knows.
public enum ColorizerModel: String, Codable, Sendable, CaseIterable {
    /// The small network that ships inside the program.
    case lite
    /// "Colorful Image Colorization", Zhang, Isola and Efros, ECCV 2016.
    case eccv16
    /// "Real-Time User-Guided Image Colorization with Learned Deep Priors", Zhang et al., SIGGRAPH 2017.
    case siggraph17
}
