package import Coloring
internal import Files
package import Guidance
package import Media
internal import Report
package import Shots

/// What a run is to do, as a person asked for it: one type for each kind of run, without a field that does not apply.
package enum Order: Sendable {
    case film(FilmOrder)
    case filmOfStills(FilmOfStillsOrder)
    case stills(StillsOrder)
    case stillsOfFilm(StillsOfFilmOrder)
}

/// A film → a film.
package struct FilmOrder: Codable, Hashable, Sendable {
    package var input: FilmInput
    package var output: FilmOutput
    package var coloring: ColoringOrder

    /// See the properties.
    package init(_ input: FilmInput, to output: FilmOutput, _ coloring: ColoringOrder) {
        (self.input, self.output, self.coloring) = (input, output, coloring)
    }
}

/// Stills → a film.
package struct FilmOfStillsOrder: Codable, Hashable, Sendable {
    package var input: StillsInput
    package var output: FilmOutput
    /// Of the film; nil for what the first still says, or 24.
    package var frameRate: FrameRate?
    package var coloring: ColoringOrder

    /// See the properties.
    package init(_ input: StillsInput, to output: FilmOutput, frameRate: FrameRate?, _ coloring: ColoringOrder) {
        (self.input, self.output, self.frameRate, self.coloring) = (input, output, frameRate, coloring)
    }
}

/// Stills → stills.
package struct StillsOrder: Sendable {
    package var input: StillsInput
    package var output: StillsOutput
    package var coloring: ColoringOrder

    /// See the properties.
    package init(_ input: StillsInput, to output: StillsOutput, _ coloring: ColoringOrder) {
        (self.input, self.output, self.coloring) = (input, output, coloring)
    }
}

/// The frames of a film → stills.
package struct StillsOfFilmOrder: Sendable {
    package var input: FilmInput
    package var output: StillsOutput
    package var coloring: ColoringOrder

    /// See the properties.
    package init(_ input: FilmInput, to output: StillsOutput, _ coloring: ColoringOrder) {
        (self.input, self.output, self.coloring) = (input, output, coloring)
    }
}

/// A film to read.
package struct FilmInput: Codable, Hashable, Sendable {
    /// A file; "-" for standard input.
    package var path: String
    /// What of it is read, and how.
    package var request = FilmRequest()
    /// The frames to colour.
    package var part = FilmSelection.whole
    /// A film with more pixels in a frame is refused.
    package var mostPixels = PictureLimit.usualPixels

    /// The files that the film is in, in order.
    package var paths: [String] { [path] + (request.continuation ?? []) }

    /// All of a film.
    package init(path: String) { self.path = path }
}

/// Stills to read.
package struct StillsInput: Codable, Hashable, Sendable {
    /// A folder, numbered names (`scan_%06d.dpx`), names with `*` or `?`, or one still.
    package var stills: PictureInput
    /// The stills to colour, by their places; nil for all.
    package var frames: FrameRange?
    /// The number of the first still, where the input is numbered names; nil for the lowest there is.
    package var startNumber: Int?
    /// Skip what cannot be read, with a warning, instead of stopping.
    package var keepGoing = false
    /// Whether the first damage stops the run.
    package var isStrict = false
    /// A still with more pixels is refused.
    package var mostPixels = PictureLimit.usualPixels

    /// All of them.
    package init(_ stills: PictureInput) { self.stills = stills }
}

/// A film to write.
package struct FilmOutput: Codable, Hashable, Sendable {
    /// A file; "-" for standard output.
    package var path: String
    /// FFmpeg's name of the container ("matroska"); nil for what the output's name says.
    package var format: String?
    /// How to encode the picture.
    package var encoder = EncoderSettings()
    /// Whether a file that exists is replaced.
    package var overwrite = false
    /// Whether the finished film is decoded and compared with what was meant to be in it.
    package var isVerified = false

    /// With every default.
    package init(path: String) { self.path = path }
}

/// Stills to write.
package struct StillsOutput: Sendable {
    /// A folder, numbered names, or one still.
    package var stills: PictureOutput
    /// The format they are written in.
    package var format = PictureFormatChoice.usual
    /// The number of the first still; nil for 1 and the place of the first frame.
    package var startNumber: Int?
    /// What becomes of stills whose file exists.
    package var existing = ExistingStills.refused
    /// Whether stills of an earlier run that was broken off count as done.
    package var goesOn = true

    /// With every default.
    package init(_ stills: PictureOutput) { self.stills = stills }
}

/// How to colour, whatever comes in and goes out.
package struct ColoringOrder: Codable, Hashable, Sendable {
    /// How predicted colours become a picture's.
    package var look = ColorLook()
    /// How firmly colours are held from frame to frame.
    package var steadiness = Steadiness.shot
    /// Whether shots of the same set-up get the same colours; with `Steadiness.shot` only.
    package var recalls = true
    /// A list of the film's cuts: read if the file exists, otherwise written; nil for neither.
    package var cutsPath: String?
    /// What a person wants of the colours; nil for nothing.
    package var guidance: ColorGuidance?
    /// Whether shots that are in colour already keep their colours.
    package var keepsColor = false
    /// Whether black borders are looked for.
    package var findsBorders = false
    /// What was found of these.
    package var areas: [ShotArea] = []
    /// The file of weights that the network is built from, if it is named: only so that no file of the run is written
    /// over another.
    package var weightsPath: String?
    /// The calibration, likewise.
    package var calibrationPath: String?
    /// Threads to use for all but the encoder, whose settings say how many it has; 0 for one a core.
    package var threads = 0

    /// With every default.
    package init() {}

    /// Whether a person gave colours that are carried through shots.
    var hasReferences: Bool { !(guidance?.referenceFrames.isEmpty ?? true) }

    /// Whether each shot is held together.
    package var holdsShots: Bool { steadiness == .shot }

    /// Whether colours are carried through shots.
    var carriesColors: Bool { hasReferences || holdsShots }

    /// Whether shots of the same set-up are looked for.
    var recallsShots: Bool { recalls && holdsShots }

    /// The files of the run besides input and output.
    var sidePaths: [(path: String, role: PathRole)] {
        let paths: [(String?, PathRole)] = [
            (weightsPath, .weights), (calibrationPath, .calibration), (cutsPath, .cuts),
        ]
        return paths.compactMap { path, role in path.map { ($0, role) } }
    }
}

extension Order {
    /// How to colour.
    package var coloring: ColoringOrder {
        get {
            switch self {
            case .film(let order): order.coloring
            case .filmOfStills(let order): order.coloring
            case .stills(let order): order.coloring
            case .stillsOfFilm(let order): order.coloring
            }
        }
        set {
            switch self {
            case .film(var order):
                order.coloring = newValue
                self = .film(order)
            case .filmOfStills(var order):
                order.coloring = newValue
                self = .filmOfStills(order)
            case .stills(var order):
                order.coloring = newValue
                self = .stills(order)
            case .stillsOfFilm(var order):
                order.coloring = newValue
                self = .stillsOfFilm(order)
            }
        }
    }

    /// What is read.
    package var source: OrderSource {
        switch self {
        case .film(let order): .film(order.input)
        case .filmOfStills(let order): .stills(order.input)
        case .stills(let order): .stills(order.input)
        case .stillsOfFilm(let order): .film(order.input)
        }
    }

    /// Whether what is written is a film, and not stills.
    package var makesFilm: Bool {
        switch self {
        case .film, .filmOfStills: true
        case .stills, .stillsOfFilm: false
        }
    }
}

/// What a run reads.
package enum OrderSource: Sendable {
    case film(FilmInput)
    case stills(StillsInput)

    /// As the user wrote it.
    package var path: String {
        switch self {
        case .film(let input): input.path
        case .stills(let input): input.stills.path
        }
    }
}
