internal import Color
internal import Coloring
package import Flow
internal import Media
internal import Net
package import Report
internal import Shots

extension Order {
    /// Makes of an order one that can be run as far as shots go. Unless the user said how steady colours are to be,
    /// shots are held together where the source can be read twice and is a film, otherwise neighbouring frames. A part
    /// that is named by times is told by the numbers of its frames where shots are.
    ///
    /// - Parameters:
    ///   - isSteadinessChosen: whether the user said it.
    ///   - input: what a network besides `lite` is to read, if its size is asked for exactly; else nil.
    ///   - cancellation: makes reading stop.
    /// - Returns: what to say of it; nil for nothing.
    /// - Throws: `MediaError` if the source cannot be read.
    package mutating func settleShots(
        isSteadinessChosen: Bool, _ input: (width: Int, height: Int)?, cancellation: Cancellation
    ) throws -> Notice? {
        let mayChange = coloring.holdsShots && !isSteadinessChosen
        if mayChange, let reason = try reasonAgainstShots(input) {
            coloring.steadiness = .light
            return .shotsNotHeld(reason)
        }
        // Nothing is to be held together there, and `light` is quicker.
        if mayChange, case .stills(let input) = source, try input.areUnrelated() { coloring.steadiness = .light }

        let hasOthers = coloring.guidance != nil || coloring.keepsColor || coloring.findsBorders
        guard coloring.holdsShots || hasOthers, case .film(let input) = source, case .time = input.part,
            input.canBeReadAgain
        else { return nil }
        let film = try FilmFrameReader(
            input.path, input.request, mostPixels: input.mostPixels, turnsUpright: turnsUpright,
            threads: ThreadShares(threads: coloring.threads).decoder, readsPackets: false, cancellation: cancellation)
        if mayChange, !hasOthers, try !film.isIndexed() {
            coloring.steadiness = .light
            return .shotsNotHeld(.framesAreNotNumbered)
        }
        // Where there are none the run says so.
        if let range = try film.numbers(of: input.part) { setPart(range) }
        return nil
    }

    private func reasonAgainstShots(_ input: (width: Int, height: Int)?) throws -> Notice.ShotsReason? {
        if !source.canBeReadAgain { return .inputIsReadOnce }
        let multiple = ColorizerModel.lite.description.inputSizeMultiple
        guard let input, input.width % multiple != 0 || input.height % multiple != 0 else { return nil }
        return .inputSize(multiple: multiple)
    }

    private mutating func setPart(_ range: FrameRange) {
        switch self {
        case .film(var order):
            order.input.part = .frames(range)
            self = .film(order)
        case .stillsOfFilm(var order):
            order.input.part = .frames(range)
            if order.output.stills.isSingle, let one = FrameRange(lower: range.lower, upper: range.lower + 1) {
                order.input.part = .frames(one)
            }
            // Those of a part named by times are numbered from 1.
            order.output.startNumber = order.output.startNumber ?? 1
            self = .stillsOfFilm(order)
        case .filmOfStills, .stills: break
        }
    }
}

extension StillsInput {
    /// Pairs of neighbours that are looked at, at most, and stills for each.
    private static let (mostPairs, stillsPerPair) = (4, 8)

    /// Whether none of some pairs of neighbours are alike: then the stills, of which those that are to be coloured may
    /// be a part, are no film.
    fileprivate func areUnrelated() throws -> Bool {
        let names = try stills.names(startNumber: startNumber, warn: { _ in })
        if names.count < 2 { return true }
        let pairs = min(Self.mostPairs, max(1, names.count / Self.stillsPerPair))
        let buffers = PlaneBufferPool()
        let reduction = FrameReduction(to: NetworkInput(width: 128, height: 128), buffers: buffers)
        for pair in 0..<pairs {
            let place = (2 * pair + 1) * (names.count - 1) / (2 * pairs)
            let reader = ImageSequenceReader(
                folder: stills.folder, names: names, places: place..<place + 2, contextFrames: 0, keepGoing: true,
                isStrict: false, mostPixels: mostPixels, warn: { _ in })
            let finder = CutFinder(buffers: buffers)
            var (read, cuts) = (0, 0)
            while let frame = try reader.next() {
                let ticket = frame.ticket
                cuts += try finder.add(lightness: reduction.reduce(frame.takePayload(), ticket).input).count
                read += 1
            }
            cuts += try finder.finish().count
            if read == 2, cuts == 0 { return false }
        }
        return true
    }
}
