import Color
import Jobs
import Shots

extension RunRequest {
    /// What to turn where a stage sets the pace of this run, by the stage's name in `RunSummary`.
    func remedies(makesFilm: Bool) -> [String: String] {
        var remedies = ["network": "--precision int8, --model lite and a smaller --input-size are faster"]
        if !makesFilm {
            remedies["encode"] = "another --output-format may be faster"
        } else if output != "-" {
            // Who reads standard output may be what is slow.
            remedies["encode"] = "a faster --preset or another --codec helps most"
        }
        if steadiness != .off { remedies["steady"] = "--steady off leaves it out" }
        if chroma != .bilinear { remedies["recombine"] = "--chroma bilinear is faster" }
        return remedies
    }
}
