import Color
import Coloring
import Files
import Foundation
import Media
import Net
import Report
import Shots
import TestSupport
import Testing

@testable import Jobs

/// Plans: what they keep, and what of them decides a bit of the pieces.
@Suite struct PlanTests {
    /// A change of a plan, with what is to be named for it.
    struct Change: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let named: [PlanChange]
        let apply: @Sendable (inout Plan) -> Void

        init(_ name: String, _ named: PlanChange?, _ apply: @escaping @Sendable (inout Plan) -> Void) {
            (testDescription, self.named, self.apply) = (name, [named].compactMap(\.self), apply)
        }

        /// Likewise, of the film's order.
        static func order(
            _ name: String, _ named: PlanChange?, _ apply: @escaping @Sendable (inout FilmOrder) -> Void
        ) -> Change {
            Change(name, named) { plan in
                guard case .film(var order) = plan.order else { return }
                apply(&order)
                plan.order = .film(order)
            }
        }
    }

    static let deciding: [Change] = [
        Change("size of the source", .source) { $0.source.byteCount += 1 },
        Change("bytes of the source", .source) { $0.source.digest = "b" },
        .order("part", .part) { $0.input.part = .time(startSeconds: 1, durationSeconds: nil) },
        .order("first frame", .part) { $0.input.part = FrameRange(lower: 1, upper: nil).map { .frames($0) } ?? .whole },
        .order("stream", .part) { $0.input.request.videoNumber = 1 },
        .order("deinterlaced", .part) { $0.input.request.isDeinterlaced = true },
        .order("no sound", .part) { $0.input.request.includesAudio = false },
        .order("no subtitles", .part) { $0.input.request.includesSubtitles = false },
        Change("weights", .weights) { $0.network.weights = "x" },
        Change("model", .network) { $0.network.model = .eccv16 },
        Change("columns", .network) { $0.network.inputWidth = 512 },
        Change("rows", .network) { $0.network.inputHeight = 512 },
        Change("temperature", .network) { $0.network.temperature = 0.5 },
        Change("calibration", .network) {
            $0.network.calibration = Calibration(
                model: .lite, inputWidth: 256, inputHeight: 256, fingerprint: 1, limits: ["a": 1])
        },
        Change("precision", .network) { $0.network.signature.precision = .bf16 },
        Change("Winograd", .network) { $0.network.signature.allowsWinograd.toggle() },
        Change("library", .machine) { $0.network.signature.library = "oneDNN 9" },
        Change("instruction set", .machine) { $0.network.signature.instructionSet = "avx2" },
        .order("saturation", .coloring) { $0.coloring.look.saturation = 0.5 },
        .order("chroma", .coloring) { $0.coloring.look.chroma = .guided },
        .order("fade", .coloring) { $0.coloring.look.fade = .usual },
        .order("another fade", .coloring) { $0.coloring.look.fade = ChromaFade(dark: 1, light: 2) },
        .order("steadiness", .coloring) { $0.coloring.steadiness = .strong },
        Change("cuts", .coloring) { $0.cuts = [10, 20] },
        Change("no cuts", .coloring) { $0.cuts = [] },
        .order("codec", .encoder) { $0.output.encoder.codec = "ffv1" },
        .order("CRF", .encoder) { $0.output.encoder.crf = 20.5 },
        .order("preset", .encoder) { $0.output.encoder.preset = "slow" },
        .order("pixel format", .encoder) { $0.output.encoder.pixelFormat = "yuv444p" },
        .order("option", .encoder) { $0.output.encoder.options = [.init(key: "g", value: "10")] },
        .order("container", .encoder) { $0.output.format = "matroska" },
        Change("borders", .pieces) { $0.borders = PieceBorders(frames: 100) },
        Change("program", .program) { $0.program = "2" },
        Change("libraries", .program) { $0.libraries = "7" },
    ]

    static let others: [Change] = [
        .order("input's path", nil) { $0.input.path = "moved.mkv" },
        .order("output's path", nil) { $0.output.path = "moved/out.mkv" },
        .order("weights' path", nil) { $0.coloring.weightsPath = "w" },
        .order("calibration's path", nil) { $0.coloring.calibrationPath = "c" },
        .order("cuts' path", nil) { $0.coloring.cutsPath = "l" },
        .order("threads", nil) { $0.coloring.threads = 3 },
        Change("threads of the network", nil) { $0.network.signature.threadCount = 9 },
        .order("overwrite", nil) { $0.output.overwrite = true },
        .order("verification", nil) { $0.output.isVerified = true },
        Change("count of frames", nil) { $0.frameCount = 1 },
    ]

    private static func decoded<Value: Decodable>(_ text: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }

    static func plan(_ order: FilmMaking? = nil) throws -> Plan {
        let film = FilmOrder(FilmInput(path: "in.mkv"), to: FilmOutput(path: "out.mkv"), ColoringOrder())
        let signature = """
            {"library":"oneDNN 3","instructionSet":"avx512_core","precision":"f32","allowsWinograd":false,"threadCount":2}
            """
        return Plan(
            program: "1", libraries: "6.1", order: order ?? .film(film),
            source: try decoded("{\"byteCount\":1099511627776,\"digest\":\"a\"}"),
            network: NetworkPlan(
                model: .lite, weights: "w", inputWidth: 256, inputHeight: 256, temperature: nil, calibration: nil,
                signature: try decoded(signature)),
            borders: PieceBorders(frames: 64), cuts: nil, links: [:], frameCount: nil)
    }

    @Test(arguments: deciding + others) func changesAreNamed(_ change: Change) throws {
        let plan = try Self.plan()
        var other = plan
        change.apply(&other)
        #expect(other != plan)
        #expect(other.changes(from: plan) == change.named)
        #expect(plan.changes(from: other) == change.named)
        #expect((other.key == plan.key) == change.named.isEmpty)
    }

    @Test func severalChangesAreAllNamed() throws {
        var other = try Self.plan()
        for change in Self.deciding { change.apply(&other) }
        #expect(try other.changes(from: Self.plan()) == PlanChange.allCases)
    }

    @Test func changesOfAFilmOfStills() throws {
        let folder = try TemporaryFolder()
        let stills = try #require(PictureInput(path: folder.path))
        let order = FilmOfStillsOrder(
            StillsInput(stills), to: FilmOutput(path: "out.mkv"), frameRate: FrameRate("24"), ColoringOrder())
        let plan = try Self.plan(.filmOfStills(order))
        func changes(_ change: (inout FilmOfStillsOrder) -> Void) throws -> [PlanChange] {
            var other = order
            change(&other)
            return try Self.plan(.filmOfStills(other)).changes(from: plan)
        }
        #expect(try changes { $0.frameRate = FrameRate("25") } == [.part])
        #expect(try changes { $0.input.frames = FrameRange(lower: 1, upper: 9) } == [.part])
        #expect(try changes { $0.input.startNumber = 4 } == [.part])
        #expect(try changes { $0.input.keepGoing = true } == [.part])
        #expect(try changes { $0.coloring.look.saturation = 2 } == [.coloring])
        #expect(try changes { $0.output.encoder.crf = 2 } == [.encoder])
        let other = try TemporaryFolder()
        let moved = try #require(PictureInput(path: other.path))
        #expect(try changes { $0.input.stills = moved } == [])
        #expect(try Self.plan().changes(from: plan) == [.part])
    }

    @Test func plansAreReadAsTheyWereWritten() throws {
        let folder = try TemporaryFolder()
        var plan = try Self.plan()
        for change in Self.deciding + Self.others { change.apply(&plan) }
        // Numbers that are hard to write down, and bytes of names that are no text.
        plan.network.temperature = 0.1
        plan.network.calibration = Calibration(
            model: .lite, inputWidth: 1, inputHeight: 2, fingerprint: .max,
            limits: ["b": .leastNonzeroMagnitude, "a/\"\u{1}": .greatestFiniteMagnitude])
        plan.order.inputPath = folder.file("\u{10FF80} \\ \n\u{1F3DE}")
        plan.order.output.path = folder.file("out")
        plan.order.coloring.weightsPath = folder.file("weights.pth")
        let journal = try Journal(at: folder.file("out.pieces"), for: plan)
        #expect(try Journal(at: journal.path)?.plan == plan)
        #expect(try Journal(at: folder.file("other.pieces")) == nil)
        try FileManager.default.createDirectory(atPath: folder.file("empty.pieces"), withIntermediateDirectories: true)
        #expect(try Journal(at: folder.file("empty.pieces")) == nil)
    }

    @Test func aFilmOfTwoHoursHasItsPieces() throws {
        var plan = try Self.plan()
        #expect(plan.pieceCount == nil)
        plan.frameCount = 172_800
        #expect(plan.pieceCount == 2_700)
    }
}
