internal import Files
internal import Media
internal import Net
package import Report
internal import Shots

/// A run to stills, fixed, as it is noted beside them while the run is at work: so that the same run goes on where one
/// was broken off, and another does not. (`Plan` is that of a film.)
package struct StillsPlan: Codable, Equatable, Sendable {
    package var network: NetworkPlan
    /// What decides a bit of the stills, by the name of the change that it would be: SHA-256 of what is wanted.
    var facts: [String: String]

    /// The plan of an order that makes stills; nil for one that makes a film. Throws `MediaError` if its source cannot
    /// be read.
    init?(_ order: Order, _ network: NetworkPlan, program: String, cuts: CutList?) throws(MediaError) {
        let (source, input, output): (SourceIdentity, String, StillsOutput)
        switch order {
        case .film, .filmOfStills: return nil
        case .stills(let order):
            source = try .ofStills(order.input)
            input = PlanText.text(of: PlannedInput(order.input))
            output = order.output
        case .stillsOfFilm(let order):
            source = try .ofFilm(order.input.paths)
            input = PlanText.text(of: PlannedInput(order.input))
            output = order.output
        }
        var facts = network.facts
        facts[.source] = PlanText.text(of: source)
        facts[.part] = input
        facts[.coloring] = order.coloring.fact(cuts: cuts.map { $0.frames.sorted() })
        // In a folder there is one kind of names, and a pattern is part of each name.
        facts[.encoder] = "\(output.format) \(output.startNumber.map { "\($0)" } ?? "")"
        facts[.program] = "\(program) \(FFmpegLibrary.version)"
        self.network = network
        self.facts = Dictionary(
            uniqueKeysWithValues: facts.map { ($0.key.rawValue, PlanText.digest(of: $0.value)) })
    }

    /// The plan in the file at `path`; nil if there is none. Throws `MediaError` for a file that is none.
    init?(path: String) throws(MediaError) {
        guard Folder.kind(of: path) == .file else { return nil }
        self = try MediaError.wrapping { () throws(FileError) in
            try PlanText.read(StillsPlan.self, path: path, meant: "a plan of stills")
        }
    }

    /// For its file.
    var bytes: [UInt8] { PlanText.bytes(of: self) }

    /// In what this plan differs from another.
    package func changes(from other: StillsPlan) -> [PlanChange] {
        PlanChange.allCases.filter { facts[$0.rawValue] != other.facts[$0.rawValue] }
    }
}
