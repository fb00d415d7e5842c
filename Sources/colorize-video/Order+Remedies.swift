import Color
import Coloring
import Jobs
import Media
import Shots

extension Order {
    /// What to turn where a stage sets the pace of this run, by the stage's name in `RunSummary`.
    var remedies: [String: String] {
        var remedies = ["network": "--precision int8, --model lite and a smaller --input-size are faster"]
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

extension FilmOutput {
    /// Who reads standard output may be what is slow.
    fileprivate var remedy: String? {
        StandardStream.isMeant(by: path) ? nil : "a faster --preset or another --codec helps most"
    }
}
