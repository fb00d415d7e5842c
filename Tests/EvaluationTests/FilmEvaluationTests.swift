import Coloring
import Files
import Flow
import Net
import Report
import TestSupport
import Testing

@testable import Evaluation

/// Films through the evaluation, with a network that says what the test wants.
@Suite struct FilmEvaluationTests {
    /// One colour for a whole frame, frame by frame.
    final class Uniform: ChromaPredictor {
        let input = NetworkInput(width: 32, height: 32)
        let output = NetworkOutput(width: 8, height: 8)
        private let a: @Sendable (Int) -> Float
        private let frame = Guarded(0)

        init(_ a: @escaping @Sendable (Int) -> Float) { self.a = a }

        func predict(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {
            let number = frame.withLock { number in
                number += 1
                return number - 1
            }
            for i in output.indices { output[i] = i < 64 ? a(number) : 0 }
        }
    }

    private let folder: TemporaryFolder
    private var film: String { folder.file("film.mkv") }
    private static let columns = (cdc: 0, psnr: 1, difference: 2, drift: 3, chroma: 4, colorfulness: 5, warp: 6)

    init() throws { folder = try TemporaryFolder() }

    private func makeFilm(_ source: String, _ filter: String = "null", frames: Int) throws {
        try FFmpeg.run([
            "-f", "lavfi", "-i", "\(source)=size=128x96:rate=25", "-vf", filter, "-frames:v", "\(frames)", "-c:v",
            "ffv1",
            film,
        ])
    }

    private func evaluate(
        _ predictor: Uniform, strip: String? = nil, _ change: (inout FilmEvaluation.Request) -> Void = { _ in }
    ) throws -> (rows: [[Double?]], count: Int) {
        var request = FilmEvaluation.Request(path: film)
        change(&request)
        let table = try FilmEvaluation(request, printer: SilentReporter()).run(
            predictor: predictor, strip: strip.map { try UnfinishedFile(path: $0, replaces: false) })
        #expect(table.rows.map(\.name) == ["truth", "off", "light", "strong"])
        return (table.rows.map(\.values), table.counted.count)
    }

    /// A film without colour that is coloured grey is itself: every frame is compared with the right one, however long
    /// it was held back. There is a cut in it, and it is longer than what is held back.
    @Test func framesMeetTheirOwnTruth() throws {
        try makeFilm("testsrc2", "negate=enable='gte(n,20)',format=gray", frames: 37)
        let (rows, count) = try evaluate(Uniform { _ in 0 })
        #expect(count == 37)
        for row in rows.dropFirst() {
            #expect(try #require(row[Self.columns.psnr]) > 140)
            #expect(row[Self.columns.warp] == 0 && row[Self.columns.drift] == 0 && row[Self.columns.chroma] == 0)
            #expect(row[Self.columns.cdc] == rows[0][Self.columns.cdc])
        }
        #expect(try #require(rows[0][Self.columns.cdc]) > 0.001)
    }

    @Test func flickerIsMeasuredAndSteadied() throws {
        // The same frame again and again.
        try makeFilm("testsrc2", "loop=-1:1", frames: 12)
        let (rows, _) = try evaluate(Uniform { $0 % 2 == 0 ? 15 : -15 })
        let changes = try rows.map { try #require($0[Self.columns.warp]) }
        #expect(changes[0] == 0 && rows[0][Self.columns.cdc] == 0)
        // From 15 to −15.
        #expect(abs(changes[1] - 30) < 1e-3)
        #expect(changes[2] < 15 && changes[3] < 15, "\(changes)")
        // Between the first frame and the last one.
        let drifts = try rows.map { try #require($0[Self.columns.drift]) }
        #expect(drifts[0] == 0 && abs(drifts[1] - 30) < 1e-3 && drifts[2] < 15, "\(drifts)")
        #expect(try #require(rows[1][Self.columns.cdc]) > 0.1)
        let chroma = try #require(rows[1][Self.columns.chroma])
        #expect(abs(chroma - 15) < 1e-3)
    }

    @Test func limitAndSaturation() throws {
        try makeFilm("testsrc2", frames: 9)
        let (all, allCount) = try evaluate(Uniform { _ in 10 })
        let (some, someCount) = try evaluate(Uniform { _ in 10 }) {
            $0.limit = 5
            $0.look.saturation = 2
        }
        #expect(allCount == 9 && someCount == 5)
        #expect(abs(try #require(all[1][Self.columns.chroma]) - 10) < 1e-3)
        #expect(abs(try #require(some[1][Self.columns.chroma]) - 20) < 1e-3)
        // One frame has no neighbour.
        let one = try evaluate(Uniform { _ in 10 }) { $0.limit = 1 }.rows
        #expect(one.allSatisfy { $0[Self.columns.cdc] == nil && $0[Self.columns.drift] == nil })
        #expect(one[3][Self.columns.psnr] != nil)
    }

    /// Four rows of ten frames of 256 × 192, in the film's order.
    @Test func strip() throws {
        // Frame n is 4n + 10 light and red at the top.
        try makeFilm("color", "geq=r='4*N+10+lt(Y,20)*80':g='4*N+10':b='4*N+10',format=gbrp", frames: 12)
        _ = try evaluate(Uniform { _ in 0 }, strip: folder.file("strip.png"))
        let stream = try FFmpeg.videoStream(folder.file("strip.png"))
        #expect(stream["width"] as? Int == 10 * 260 - 4 && stream["height"] as? Int == 4 * 196 - 4)
        let samples = [UInt8](try FFmpeg.samples(folder.file("strip.png"), format: "rgb24"))
        func pixel(_ column: Int, _ row: Int, _ y: Int) -> [Int] {
            let start = ((row * 196 + y) * 2596 + column * 260 + 100) * 3
            return samples[start..<start + 3].map { Int($0) }
        }
        for column in 0..<10 {
            let light = 4 * (column * 12 / 10) + 10
            for row in 0..<4 {
                #expect(pixel(column, row, 150).allSatisfy { abs($0 - light) <= 1 }, "\(column) \(row)")
                let top = pixel(column, row, 10)
                #expect(row == 0 ? top[0] == light + 80 && top[1] == light : Set(top).count == 1, "\(column) \(row)")
            }
        }
    }

    @Test func stripOfAShortFilm() throws {
        try makeFilm("testsrc2", frames: 3)
        _ = try evaluate(Uniform { _ in 0 }, strip: folder.file("strip.png"))
        #expect(try FFmpeg.videoStream(folder.file("strip.png"))["width"] as? Int == 3 * 260 - 4)
    }
}
