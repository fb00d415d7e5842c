import Color
import Flow
import Guidance
import Net
import Shots
import TestSupport
import Testing

@testable import Coloring

/// Colours that hold for a shot, with networks that change their minds.
@Suite(.notUnderThreadSanitizer) struct ShotSteadyingTests {
    private let buffers = PlaneBufferPool()

    /// a of the middle of some frames, in order.
    private func colors(
        _ frames: Range<Int>, of film: MovingShots, _ predictor: MovingShots.Predictor, _ maker: StretchMaker
    ) throws -> (colors: [Float], starts: [Int]) {
        let steadying = ShotSteadying(maker)
        let predict = Prediction(predictor: predictor, buffers: buffers)
        let sight = FrameSight(predictor, keys: nil, saturation: 1, buffers: buffers)
        var (colors, starts): ([Float], [Int]) = ([], [])
        for number in frames {
            guard let input = try film.sight(of: number) else { break }
            let output = try predict(input)
            if try steadying.isShotStart(number) { starts.append(number) }
            let steadied = try sight.withSeen(input, output) { seen -> PlaneBuffer? in
                try steadying.colors(of: number, seen: seen)
            }
            switch steadied {
            case .some(let plane): colors.append(plane.base[32 * 64 + 32])
            case .none: colors.append(.nan)
            }
        }
        return (colors, starts)
    }

    private func maker(
        _ film: MovingShots, _ predictor: MovingShots.Predictor, cuts: CutList? = nil, links: [Int: Int] = [:],
        stretchFrames: Int = StretchMaker.stretchFrames, onKey: @escaping () -> Void = {}
    ) -> StretchMaker {
        StretchMaker(
            film, predictor: predictor, painter: nil, cuts: cuts, links: links, buffers: buffers,
            stretchFrames: stretchFrames, onKey: onKey)
    }

    /// What the network says in a few frames, one key among them, does not count; the next shot is another matter.
    @Test func oneColorForAWholeShot() throws {
        let film = MovingShots([(3, 52), (8, 30)])
        let predictor = MovingShots.Predictor(film) { $0 >= 52 ? -20 : (14..<20).contains($0) ? -30 : 30 }
        let (colors, starts) = try colors(0..<82, of: film, predictor, maker(film, predictor))
        #expect(starts == [0, 52])
        for color in colors[..<52] { #expect(abs(color - 30) < 2) }
        for color in colors[52...] { #expect(abs(color + 20) < 2) }
    }

    /// From wherever it begins, with a list of cuts or without one, in one stretch or several.
    @Test(arguments: [StretchMaker.stretchFrames, 20])
    func theSameFromAnywhere(stretchFrames: Int) throws {
        let film = MovingShots([(3, 20), (8, 70)])
        let predictor = MovingShots.Predictor(film) { Float(($0 * 37) % 23) }
        let whole = try colors(0..<90, of: film, predictor, maker(film, predictor, stretchFrames: stretchFrames)).colors
        for (start, cuts) in [(47, nil), (47, CutList(frames: [20])), (80, nil)] {
            let part = try colors(
                start..<90, of: film, predictor, maker(film, predictor, cuts: cuts, stretchFrames: stretchFrames))
            #expect(part.colors == Array(whole[start...]) && part.starts.isEmpty)
        }
        #expect(whole.allSatisfy { $0.isFinite })
    }

    /// The first stretch's colours hold in the next ones.
    @Test func longShotsGoOn() throws {
        let film = MovingShots([(3, 100)], speed: 0.001)
        let predictor = MovingShots.Predictor(film) { $0 < 50 ? 30 : -30 }
        let colors = try colors(0..<100, of: film, predictor, maker(film, predictor, stretchFrames: 40)).colors
        for color in colors { #expect(abs(color - 30) < 2) }
    }

    /// A shot has the colours of the one that it is linked to, also when the run begins with it.
    @Test func linkedShotsHaveTheSameColors() throws {
        let film = MovingShots([(3, 20), (8, 20), (3, 20)])
        let predictor = MovingShots.Predictor(film) { $0 < 20 ? 30 : -30 }
        let cuts = CutList(frames: [20, 40])
        let linked = try colors(0..<60, of: film, predictor, maker(film, predictor, cuts: cuts, links: [40: 0])).colors
        for color in linked[40...] { #expect(abs(color - 30) < 2) }
        for color in linked[20..<40] { #expect(abs(color + 30) < 2) }
        let late = try colors(
            45..<60, of: film, predictor, maker(film, predictor, cuts: cuts, links: [40: 0]))
        #expect(late.colors == Array(linked[45...]))
        let alone = try colors(0..<60, of: film, predictor, maker(film, predictor, cuts: cuts))
        for color in alone.colors[40...] { #expect(abs(color + 30) < 2) }
    }

    /// Links that are found on the way are those that a reading before finds, and make the same colours.
    @Test func linksFoundOnTheWay() throws {
        let film = MovingShots([(3, 26), (8, 14), (3, 26), (8, 5)])
        let predictor = MovingShots.Predictor(film) { $0 < 20 ? 30 : $0 < 40 ? -20 : 10 }
        let before = ShotRecall(buffers: buffers, decidingFrames: 12)
        for number in 0..<71 {
            guard let input = try film.sight(of: number) else { break }
            try before.add(number, lightness: input, isShotStart: [0, 26, 40, 66].contains(number))
        }
        try before.finishShot()
        #expect(before.links == [40: 0, 66: 26])
        var found: [Int: Int] = [:]
        let onTheWay = StretchMaker(
            film, predictor: predictor, painter: nil, cuts: nil,
            recall: ShotRecall(buffers: buffers, decidingFrames: 12), end: 70, buffers: buffers, stretchFrames: 16,
            onLink: { found[$0] = $1 })
        let colors = try colors(0..<70, of: film, predictor, onTheWay).colors
        #expect(found == before.links)
        let known = maker(film, predictor, links: before.links, stretchFrames: 16)
        #expect(try self.colors(0..<70, of: film, predictor, known).colors == colors)
        #expect(abs(colors[60] - colors[10]) < 3 && abs(colors[68] - colors[30]) < 3, "\(colors)")
    }

    /// The keys of the shots that were used last are kept.
    @Test func keysAreKeptForAWhile() {
        var kept = LentKeys()
        for shot in 0..<32 { kept.keep([], of: shot) }
        #expect(kept.anchors(of: 0) != nil)
        kept.keep([], of: 32)
        #expect(kept.anchors(of: 1) == nil && kept.anchors(of: 0) != nil && kept.anchors(of: 2) != nil)
    }

    /// Another network colours the keys, which are as many as are needed and no more.
    @Test func aPainterColorsTheKeysOnly() throws {
        let film = MovingShots([(3, 50)], speed: 0.001)
        let predictor = MovingShots.Predictor(film) { _ in 5 }
        let painted = Guarded<[Int]>([])
        let painter = MovingShots.Predictor(film) { number in
            painted.withLock { $0.append(number) }
            return 40
        }
        var keys = 0
        let maker = StretchMaker(
            film, predictor: predictor, painter: painter, cuts: nil, buffers: buffers, onKey: { keys += 1 })
        let colors = try colors(0..<50, of: film, predictor, maker).colors
        #expect(painted.withLock { $0 } == [0, 16, 32, 48] && keys == 4)
        for color in colors { #expect(abs(color - 40) < 1) }
    }

    /// Colours what it is told of, and nothing else.
    private struct Listener: ChromaPredictor {
        let input = NetworkInput(width: MovingShots.side, height: MovingShots.side, hasHints: true)
        let output = NetworkOutput(width: 64, height: 64)

        func predict(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {
            let count = MovingShots.side * MovingShots.side
            for cell in 0..<64 * 64 {
                let place = 2 * (cell / 64) * MovingShots.side + 2 * (cell % 64)
                (output[cell], output[64 * 64 + cell]) = (input[count + place], input[2 * count + place])
            }
        }
    }

    /// A painter that takes hints is told of a person's colours: all keys are, and so all frames have them.
    @Test func aPainterIsToldOfGivenColors() throws {
        let film = MovingShots([(3, 20)], speed: 0.001)
        let predictor = MovingShots.Predictor(film) { _ in 5 }
        var track = ShotTrack(first: 0, references: [0], buffers: buffers)
        while let frame = try film.sight(of: track.frames.upperBound) { try track.add(lightness: frame) }
        let given = try buffers.take(width: MovingShots.side, height: 3 * MovingShots.side)
        let count = given.count / 3
        for index in 0..<given.count { given.base[index] = [60, 30, 1][index / count] }
        guard let first = try film.sight(of: 0) else { return #expect(Bool(false)) }
        let sight = FrameSight(predictor, keys: nil, saturation: 1, buffers: buffers)
        let seen = try Prediction(predictor: predictor, buffers: buffers)(first)
        let colors = ReferenceColors(planes: given)
        let reference = try sight.withSeen(first, seen) { try ShotReference(colors, seen: $0, buffers: buffers) }
        let guides = HintStageTests.Guides(guide: ShotGuide(track, references: [0: reference], buffers: buffers))
        for hints in [guides, nil] {
            let maker = StretchMaker(
                film, predictor: predictor, painter: Listener(), hints: hints, cuts: nil, buffers: buffers)
            for color in try self.colors(0..<20, of: film, predictor, maker).colors {
                #expect(abs(color - (hints == nil ? 0 : 60)) < 2)
            }
        }
    }
}
