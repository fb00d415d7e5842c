internal import Guidance
internal import Media
internal import Net
package import Report
internal import Shots

extension Plan {
    /// In what this plan differs from another, apart from where things are and who does them.
    package func changes(from other: Plan) -> [PlanChange] {
        let (own, others) = (facts, other.facts)
        return PlanChange.allCases.filter { own[$0] != others[$0] }
    }

    /// Tells the plan from others: the SHA-256 of all that decides a bit of all its pieces. `PieceKeys` has those of
    /// single pieces.
    package var key: String {
        let facts = facts
        return PlanText.digest(of: PlanChange.allCases.map { facts[$0] ?? "" })
    }

    /// The same with all that decides any of them.
    var wholeKey: String { PlanText.digest(of: [key, PlanText.text(of: order.coloring.wholeGuidance)]) }

    /// All that decides a bit of all pieces, by the change that it would be, as text that is equal where nothing
    /// changed.
    private var facts: [PlanChange: String] {
        var facts = network.facts
        facts[.source] = PlanText.text(of: source)
        facts[.part] = PlanText.text(of: PlannedInput(order))
        facts[.coloring] = order.coloring.fact(cuts: cuts?.sorted(), dividedByShots: isDividedByShots)
        facts[.encoder] = PlanText.text(of: order.output.withoutPath)
        facts[.pieces] = PlanText.text(of: borders)
        facts[.program] = "\(program) \(libraries) \(version)"
        return facts
    }
}

extension NetworkPlan {
    /// Likewise, of a network.
    var facts: [PlanChange: String] {
        var network = self
        (network.weights, network.signature.library, network.signature.instructionSet) = ("", "", "")
        // Sums are the same for any number of threads.
        network.signature.threadCount = 0
        return [
            .weights: weights, .network: PlanText.text(of: network),
            .machine: "\(signature.library) \(signature.instructionSet)",
        ]
    }
}

extension ColoringOrder {
    /// Likewise, with the film's cuts if a list says them.
    ///
    /// - Parameter dividedByShots: of what a person gave, only whether that is something and whether colours are
    ///   carried.
    func fact(cuts: [Int]?, dividedByShots: Bool = false) -> String {
        var coloring = self
        (coloring.cutsPath, coloring.weightsPath, coloring.calibrationPath, coloring.threads) = (nil, nil, nil, 0)
        coloring.guidance = dividedByShots ? ColorGuidance() : wholeGuidance
        let carries = dividedByShots && hasReferences
        return PlanText.text(of: coloring) + PlanText.text(of: cuts) + (carries ? "references" : "")
    }

    /// What a person gave, wherever the files are.
    fileprivate var wholeGuidance: ColorGuidance? {
        var guidance = guidance
        guidance?.moveStills { _ in "" }
        return guidance
    }
}

extension FilmOutput {
    /// Likewise.
    fileprivate var withoutPath: FilmOutput {
        var output = self
        output.path = ""
        (output.overwrite, output.isVerified) = (false, false)
        return output
    }
}

/// What is read of a source, and how, wherever it is.
struct PlannedInput: Codable {
    var film: FilmInput?
    var frames: FrameRange?
    var startNumber: Int?
    var keepGoing: Bool?
    var frameRate: FrameRate?

    init(_ making: FilmMaking) {
        switch making {
        case .film(let order): self.init(order.input)
        case .filmOfStills(let order):
            self.init(order.input)
            frameRate = order.frameRate
        }
    }

    init(_ input: FilmInput) {
        film = input
        film?.path = ""
        film?.request.continuation = nil
    }

    /// The names and sizes of the stills are the source's identity.
    init(_ input: StillsInput) {
        (frames, startNumber, keepGoing) = (input.frames, input.startNumber, input.keepGoing)
    }
}
