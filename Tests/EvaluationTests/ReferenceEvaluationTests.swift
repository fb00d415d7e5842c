import Coloring
import Net
import TestSupport
import Testing
import Weights

@testable import Evaluation

/// Films whose own frames are references, through the evaluation.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct ReferenceEvaluationTests {
    @Test func choosesFramesOfShots() {
        #expect(ReferenceChoice.first.frames(of: 5..<9) == [5])
        #expect(ReferenceChoice.firstAndLast.frames(of: 5..<9) == [5, 8])
        #expect(ReferenceChoice.firstAndLast.frames(of: 5..<6) == [5])
        #expect(ReferenceChoice.every(3).frames(of: 5..<12) == [5, 8, 11])
        #expect(ReferenceChoice.every(3).frames(of: 5..<5).isEmpty)
    }

    /// A network without keys of its own, that sees no colour anywhere.
    private struct Grey: ChromaPredictor {
        let input = NetworkInput(width: 64, height: 64)
        let output = NetworkOutput(width: 8, height: 8)

        func predict(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {
            for index in output.indices { output[index] = 0 }
        }
    }

    /// Two shots, by a network that gives keys, and by one that is helped by it.
    @Test(arguments: [false, true]) func referencesAreBetterThanTheNetwork(isHelped: Bool) throws {
        let table = try evaluate(isHelped: isHelped)
        #expect(table.counted.count == 20)
        #expect(table.rows.map(\.name) == ["truth", "grey", "automatic", "motion alone", "references"])
        let rows = table.rows.map(\.values)
        let (psnr, at1, at8, at16) = (1, 5, 8, 9)
        #expect(rows[0][0] != nil && rows[0][psnr] == nil)
        for column in [psnr, at1, at8] {
            let automatic = try #require(rows[2][column])
            #expect(try #require(rows[4][column]) > automatic + 4)
            #expect(try #require(rows[3][column]) > automatic)
        }
        // Both shots are shorter.
        #expect(rows[4][at16] == nil)
        // Where the motion does not lead to the reference its colours are worth less.
        let covered = try #require(table.value("references", "psnr_covered_8"))
        #expect(try #require(table.value("references", "psnr_uncovered_8")) < covered - 3)
        #expect(try #require(table.value("references", "ciede2000_covered_8")) < 5)
        #expect(try #require(table.value("automatic", "psnr_ab_covered_8")) < covered - 4)
    }

    /// Few colours of the first frames are worth less than all, more than none, and one less than ten.
    @Test func pointsHelp() throws {
        let (one, ten) = (try evaluate(points: 1), try evaluate(points: 10))
        let automatic = try #require(ten.value("automatic", "psnr_1"))
        let (few, many) = try (#require(one.value("1 point", "psnr_1")), #require(ten.value("10 points", "psnr_1")))
        #expect(automatic < few && few < many, "\(automatic) \(few) \(many)")
        #expect(try #require(ten.value("10 points", "psnr_1")) < #require(evaluate().value("references", "psnr_1")))
    }

    private func evaluate(isHelped: Bool = false, points: Int? = nil) throws -> EvaluationTable {
        let folder = try TemporaryFolder()
        let film = folder.file("film.mkv")
        let scene = "mandelbrot=size=96x64:rate=25:start_scale=0.8:end_scale=0.4:end_pts=100"
        try FFmpeg.run([
            "-f", "lavfi", "-i", "\(scene),hflip=enable='gte(n,11)',negate=enable='gte(n,11)'", "-frames:v", "20",
            "-c:v", "ffv1", film,
        ])
        var options = Colorizer.Options()
        (options.inputWidth, options.inputHeight, options.threads, options.givesKeys) = (64, 64, 1, true)
        let network = try Colorizer(model: .lite, weights: .embeddedLite(), options: options)
        let evaluation = try ReferenceEvaluation(
            FilmEvaluation.Request(path: film), references: .first, points: points, printer: SilentReporter())
        return isHelped
            ? try evaluation.run(predictor: Grey(), keys: network) : try evaluation.run(predictor: network, keys: nil)
    }
}

extension EvaluationTable {
    /// What the row of a name has in a column.
    fileprivate func value(_ name: String, _ key: String) -> Double? {
        let column = columns.firstIndex { $0.key == key }
        let row = rows.first { $0.name == name }
        return column.flatMap { row?.values[$0] }
    }
}
