import Color
import Coloring
import Jobs
import Media
import Net
import Shots

extension Order {
    /// What to turn where a stage sets the pace of this run, by the stage's name in `RunSummary`. Nothing is advised
    /// that is in use already.
    ///
    /// - Parameters:
    ///   - network: that the run has.
    ///   - precision: what the user wished; nil for nothing, which is `auto`.
    func remedies(_ network: BuiltNetwork, precision: PrecisionChoice?) -> [String: String] {
        var remedies: [String: String] = [:]
        remedies["network"] =
            NetworkRemedy(
                model: network.model, used: network.options.precision, wished: precision,
                inputPixels: network.options.inputWidth * network.options.inputHeight
            ).words
        switch self {
        case .stills, .stillsOfFilm:
            remedies["encode"] = "another --output-format may be faster"
        case .film(let order):
            remedies["encode"] = order.output.remedy
        case .filmOfStills(let order):
            remedies["encode"] = order.output.remedy
        }
        if coloring.steadiness != .off { remedies["steady"] = "--steady off leaves it out" }
        if coloring.look.chroma != .bilinear { remedies["recombine"] = "--chroma bilinear is faster" }
        return remedies
    }
}

/// What makes a network faster.
struct NetworkRemedy {
    let model: ColorizerModel
    /// The precision that the network has.
    let used: Precision
    /// What the user wished; nil for nothing, which is `auto`.
    let wished: PrecisionChoice?
    let inputPixels: Int

    /// Pixels of an input below which little is to be gained, and much is lost.
    private static let smallInput = 128 * 128

    /// nil where everything fast is in use.
    var words: String? {
        var faster: [String] = []
        // What `auto` did not take looks different.
        if let wished, wished != .auto, let fastest = Precision.fasterThanF32(for: model).first, fastest != used {
            faster.append("--precision auto")
        }
        if model != .lite { faster.append("--model lite") }
        if inputPixels > NetworkRemedy.smallInput { faster.append("a smaller --input-size") }
        guard let last = faster.popLast() else { return nil }
        return faster.isEmpty ? "\(last) is faster" : "\(faster.joined(separator: ", ")) and \(last) are faster"
    }
}

extension FilmOutput {
    /// What to turn where the encoder sets the pace. Who reads standard output may be what is slow.
    var remedy: String? {
        if StandardStream.isMeant(by: path) { return nil }
        guard hasPresets, encoder.preset != "ultrafast" else { return "another --codec may be faster" }
        return "a faster --preset or another --codec helps most"
    }

    private var hasPresets: Bool {
        do {
            return try encoder.hasPresets(in: container)
        } catch {
            return false
        }
    }
}
