internal import Files
internal import Media
internal import Net
internal import Shots

extension Plan {
    /// The plan of an order. Throws `MediaError` if its source cannot be read.
    init(
        _ making: FilmMaking, _ network: NetworkPlan, program: String, borders: PieceBorders, cuts: CutList?,
        links: [Int: Int]?
    ) throws(MediaError) {
        let source: SourceIdentity =
            switch making {
            case .film(let order): try .ofFilm(order.input.paths)
            case .filmOfStills(let order): try .ofStills(order.input)
            }
        self.init(
            program: program, libraries: FFmpegLibrary.version, order: making, source: source, network: network,
            borders: borders, cuts: cuts.map { $0.frames.sorted() }, links: links, frameCount: nil)
    }
}

extension SourceIdentity {
    static func ofFilm(_ paths: [String]) throws(MediaError) -> SourceIdentity {
        try MediaError.wrapping { () throws(FileError) in try SourceIdentity(ofFilm: paths) }
    }

    static func ofStills(_ input: StillsInput) throws(MediaError) -> SourceIdentity {
        let names = try input.stills.names(startNumber: input.startNumber, warn: { _ in })
        return SourceIdentity(ofStills: names, in: input.stills.folder)
    }
}
