/// The networks that the program knows.
public enum ColorizerModel: String, Sendable, CaseIterable {
    /// The small network that ships inside the program.
    case lite
    /// "Colorful Image Colorization", Zhang, Isola and Efros, ECCV 2016.
    case eccv16
    /// "Real-Time User-Guided Image Colorization with Learned Deep Priors", Zhang et al., SIGGRAPH 2017, without hints.
    case siggraph17

    /// Whether the network chooses between colours by a softmax, so that a temperature means something.
    package var hasTemperature: Bool { self != .siggraph17 }
}
