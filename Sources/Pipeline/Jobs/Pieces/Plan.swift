internal import Guidance
package import Media
package import Net

/// A run that makes a film, fixed: everything that decides a bit of the output, and where things are. Whoever does a
/// piece of it, on whatever machine, does the same.
package struct Plan: Codable, Hashable, Sendable {
    /// Of this form of plan; others are refused.
    package var version = Plan.currentVersion
    package static let currentVersion = 1

    /// The program's version.
    package var program: String
    /// FFmpeg's version: encoders and filters differ.
    package var libraries: String
    /// What is wanted. Paths are relative to the folder that the plan's folder is in, unless they begin with "/".
    package var order: FilmMaking
    package var source: SourceIdentity
    package var network: NetworkPlan
    package var borders: PieceBorders
    /// The film's cuts, if the user gave a list.
    package var cuts: [Int]?
    /// See `FilmShots`; nil where a run that began with the first piece finds them on the way: who goes on from it
    /// reads the film for them first.
    package var links: [Int: Int]?
    /// Output frames, if they have been counted.
    package var frameCount: Int?

    /// See the properties.
    package init(
        program: String, libraries: String, order: FilmMaking, source: SourceIdentity, network: NetworkPlan,
        borders: PieceBorders, cuts: [Int]?, links: [Int: Int]?, frameCount: Int?
    ) {
        self.program = program
        self.libraries = libraries
        self.order = order
        self.source = source
        self.network = network
        self.borders = borders
        self.cuts = cuts
        self.links = links
        self.frameCount = frameCount
    }

    /// The same with its paths changed.
    func moved(_ change: (String) -> String) -> Plan {
        var plan = self
        plan.order.inputPath = change(order.inputPath)
        plan.order.continuation = order.continuation?.map(change)
        plan.order.output.path = change(order.output.path)
        plan.order.coloring.weightsPath = order.coloring.weightsPath.map(change)
        plan.order.coloring.guidance?.moveStills(change)
        return plan
    }

    /// Pieces of the film; nil if the frames have not been counted.
    package var pieceCount: Int? { frameCount.map { borders.count(ofFrames: $0) } }
}

/// An order that makes a film.
package enum FilmMaking: Codable, Hashable, Sendable {
    case film(FilmOrder)
    case filmOfStills(FilmOfStillsOrder)

    /// nil for an order that makes stills.
    init?(_ order: Order) {
        switch order {
        case .film(let order): self = .film(order)
        case .filmOfStills(let order): self = .filmOfStills(order)
        case .stills, .stillsOfFilm: return nil
        }
    }

    /// As any order.
    package var order: Order {
        switch self {
        case .film(let order): .film(order)
        case .filmOfStills(let order): .filmOfStills(order)
        }
    }

    /// Where the film goes.
    package var output: FilmOutput {
        get {
            switch self {
            case .film(let order): order.output
            case .filmOfStills(let order): order.output
            }
        }
        set {
            switch self {
            case .film(var order):
                order.output = newValue
                self = .film(order)
            case .filmOfStills(var order):
                order.output = newValue
                self = .filmOfStills(order)
            }
        }
    }

    /// How to colour.
    package var coloring: ColoringOrder {
        get { order.coloring }
        set {
            var order = order
            order.coloring = newValue
            // It still makes a film.
            self = FilmMaking(order) ?? self
        }
    }

    /// The files that follow the film's first one.
    var continuation: [String]? {
        get { if case .film(let order) = self { order.input.request.continuation } else { nil } }
        set {
            guard case .film(var order) = self else { return }
            order.input.request.continuation = newValue
            self = .film(order)
        }
    }

    /// What is read, by name. Setting a name that stands for something else changes nothing.
    package var inputPath: String {
        get { order.source.path }
        set {
            switch self {
            case .film(var order):
                order.input.path = newValue
                self = .film(order)
            case .filmOfStills(var order):
                if let stills = PictureInput(path: newValue) { order.input.stills = stills }
                self = .filmOfStills(order)
            }
        }
    }
}

/// A network, fixed.
package struct NetworkPlan: Codable, Hashable, Sendable {
    package var model: ColorizerModel
    /// SHA-256 of its weights.
    package var weights: String
    package var inputWidth: Int
    package var inputHeight: Int
    /// See `Colorizer.Options`.
    package var temperature: Float?
    package var calibration: Calibration?
    /// What determines the bits of its results.
    package var signature: NumericSignature

    /// See the properties.
    package init(
        model: ColorizerModel, weights: String, inputWidth: Int, inputHeight: Int, temperature: Float?,
        calibration: Calibration?, signature: NumericSignature
    ) {
        self.model = model
        self.weights = weights
        self.inputWidth = inputWidth
        self.inputHeight = inputHeight
        self.temperature = temperature
        self.calibration = calibration
        self.signature = signature
    }
}
