/// The networks that the program knows.
public enum ColorizerModel: String, Codable, Sendable, CaseIterable {
    /// The small network that ships inside the program.
    case lite
    /// "Colorful Image Colorization", Zhang, Isola and Efros, ECCV 2016.
    case eccv16
    /// "Real-Time User-Guided Image Colorization with Learned Deep Priors", Zhang et al., SIGGRAPH 2017.
    case siggraph17
    /// "DDColor: Towards photo-realistic image colorization via dual decoders", Kang et al., ICCV 2023, small encoder.
    case ddcolorTiny = "ddcolor-tiny"
    /// The same with the large encoder, trained for fewer artefacts.
    case ddcolorArtistic = "ddcolor-artistic"
    /// The same with the large encoder, as on ModelScope.
    case ddcolorModelscope = "ddcolor-modelscope"
}
