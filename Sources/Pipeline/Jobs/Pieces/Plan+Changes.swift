internal import Guidance
internal import Media
internal import Net
package import Report

extension Plan {
    /// In what this plan differs from another, apart from where things are and who does them.
    package func changes(from other: Plan) -> [PlanChange] {
        PlanChange.allCases.filter { $0.value(self) != $0.value(other) }
    }

    /// Tells whose pieces are this plan's: the SHA-256 of all that decides a bit of them.
    package var key: String {
        PlanText.digest(of: PlanChange.allCases.map { $0.value(self) })
    }
}

extension PlanChange {
    /// What a plan says of this, as text that is equal where nothing changed.
    fileprivate func value(_ plan: Plan) -> String {
        switch self {
        case .source: return PlanText.text(of: plan.source)
        case .part: return PlanText.text(of: plan.order.withoutPaths.input)
        case .weights: return plan.network.weights
        case .network:
            var network = plan.network
            (network.weights, network.signature.library, network.signature.instructionSet) = ("", "", "")
            // Sums are the same for any number of threads.
            network.signature.threadCount = 0
            return PlanText.text(of: network)
        case .machine: return "\(plan.network.signature.library) \(plan.network.signature.instructionSet)"
        case .coloring:
            let cuts = plan.cuts.map { $0.sorted() }
            return PlanText.text(of: plan.order.withoutPaths.coloring) + PlanText.text(of: cuts)
        case .encoder: return PlanText.text(of: plan.order.withoutPaths.output)
        case .pieces: return PlanText.text(of: plan.borders)
        case .program: return "\(plan.program) \(plan.libraries) \(plan.version)"
        }
    }
}

extension FilmMaking {
    /// Likewise, without what says where things are or who does them.
    fileprivate var withoutPaths: (input: PlannedInput, output: FilmOutput, coloring: ColoringOrder) {
        var output = output
        output.path = ""
        (output.overwrite, output.isVerified) = (false, false)
        var coloring = coloring
        (coloring.cutsPath, coloring.weightsPath, coloring.calibrationPath, coloring.threads) = (nil, nil, nil, 0)
        coloring.guidance?.moveStills { _ in "" }
        switch self {
        case .film(let order):
            var input = order.input
            input.path = ""
            return (PlannedInput(film: input), output, coloring)
        case .filmOfStills(let order):
            // The names and sizes of the stills are the source's identity.
            return (
                PlannedInput(
                    frames: order.input.frames, startNumber: order.input.startNumber, keepGoing: order.input.keepGoing,
                    frameRate: order.frameRate), output, coloring
            )
        }
    }
}

/// What is read of a source, and how.
private struct PlannedInput: Codable {
    var film: FilmInput?
    var frames: FrameRange?
    var startNumber: Int?
    var keepGoing: Bool?
    var frameRate: FrameRate?
}
