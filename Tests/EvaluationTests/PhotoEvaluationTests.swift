import Color
import Coloring
import Files
import Foundation
import Guidance
import Media
import Net
import Report
import TestSupport
import Testing
import Weights

@testable import Evaluation

/// Photographs through the evaluation, with a network that says what the test wants.
@Suite struct PhotoEvaluationTests {
    /// One colour for everything.
    struct Constant: ChromaPredictor {
        let a: Float
        let b: Float
        var input: NetworkInput { NetworkInput(width: 32, height: 32) }
        var output: NetworkOutput { NetworkOutput(width: 8, height: 8) }

        func predict(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {
            for i in output.indices { output[i] = i < 64 ? a : b }
        }
    }

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for (index, size) in ["40x30", "30x50", "64x64", "33x32", "50x50"].enumerated() {
            try FFmpeg.run([
                "-f", "lavfi", "-i", "testsrc2=size=\(size)", "-frames:v", "1", "-vf", "hue=h=\(index * 70)",
                folder.file("p\(index).\(index == 1 ? "jpg" : "png")"),
            ])
        }
    }

    private func evaluate(
        _ predictor: Constant, limit: Int? = nil, sheet: String? = nil, look: ColorLook = ColorLook()
    ) throws -> (rows: [String: [Double?]], count: Int) {
        var evaluation = PhotoEvaluation(folder: folder.path)
        evaluation.limit = limit
        evaluation.look = look
        let table = try evaluation.run(
            predictor: predictor, contactSheet: sheet.map { try UnfinishedFile(path: $0, replaces: false) },
            printer: SilentReporter())
        return (Dictionary(uniqueKeysWithValues: table.rows.map { ($0.name, $0.values) }), table.counted.count)
    }

    @Test func aNetworkThatSaysGreyIsGrey() throws {
        let (rows, count) = try evaluate(Constant(a: 0, b: 0))
        #expect(count == 5)
        #expect(rows["ours"] == rows["grey"])
        #expect(rows["grey"]?[3] == 0 && rows["grey"]?[4] == 0)
        #expect(rows["truth"]?[0] == nil)
        // A test picture is gaudy.
        #expect(try #require(rows["truth"]?[3]) > 40)
    }

    /// Of all uniform colours the mean has the smallest squared error.
    @Test func theMeanColourIsTheBestOfAll() throws {
        let (rows, _) = try evaluate(Constant(a: 20, b: 10))
        let (ours, mean, grey) = try (
            #require(rows["ours"]?[2]), #require(rows["mean colour"]?[2]), #require(rows["grey"]?[2])
        )
        #expect(mean < grey && mean < ours)
        // The errors of a and b against the mean's: Steiner's theorem for the two colours.
        let truth = try (0..<5).map { index in
            let reader = DisplayReader(part: .centreSquare, width: 32, height: 32)
            return LabPicture(try reader.picture(inFile: folder.file("p\(index).\(index == 1 ? "jpg" : "png")"))).chroma
        }
        let a = truth.flatMap(\.a).reduce(0, +) / (5 * 1024)
        let b = truth.flatMap(\.b).reduce(0, +) / (5 * 1024)
        #expect(abs(grey * grey - mean * mean - (a * a + b * b) / 2) < 1e-3)
        #expect(abs(ours * ours - mean * mean - ((a - 20) * (a - 20) + (b - 10) * (b - 10)) / 2) < 1e-3)
    }

    /// The more points, the better; and they are where they were.
    @Test func points() throws {
        var options = Colorizer.Options()
        (options.inputWidth, options.inputHeight, options.threads, options.givesKeys) = (32, 32, 1, true)
        let keys = try Colorizer(model: .lite, weights: .embeddedLite(), options: options)
        var evaluation = PhotoEvaluation(folder: folder.path)
        evaluation.points = [1, 8, 64]
        let table = try evaluation.run(predictor: Constant(a: 0, b: 0), keys: keys, printer: SilentReporter())
        #expect(table.rows.map(\.name) == ["truth", "grey", "mean colour", "ours", "1 point", "8 points", "64 points"])
        let errors = try table.rows[3...].map { try #require($0.values[2]) }
        #expect(errors == errors.sorted(by: >) && errors[3] < 0.7 * errors[0], "\(errors)")
        #expect(table.rows[3].values.last == .some(nil))
        #expect(try #require(table.rows[4].values.last ?? nil) > 79)
    }

    @Test func pointsAreNested() throws {
        let reader = DisplayReader(part: .centreSquare, width: 32, height: 32)
        let truth = TruePicture(try reader.picture(inFile: folder.file("p0.png")))
        let (few, many) = (RandomPlaces(3, of: truth, seed: 5).known, RandomPlaces(9, of: truth, seed: 5).known)
        #expect(zip(few, many).allSatisfy { ($0.x, $0.y, $0.a, $0.b) == ($1.x, $1.y, $1.a, $1.b) })
        #expect(Set(many.map(\.x)).count > 4 && many.allSatisfy { (0..<1).contains($0.x) && (0..<1).contains($0.y) })
        #expect(RandomPlaces(3, of: truth, seed: 6).known.map(\.x) != few.map(\.x))
        #expect(RandomPlaces(9, of: truth, seed: 5).differences(in: truth.lab) == Array(repeating: 0, count: 9))
    }

    @Test func endsAreMeasuredByThemselves() throws {
        try FFmpeg.run([
            "-f", "lavfi", "-i", "color=black:size=64x64", "-frames:v", "1", "-vf",
            "drawbox=x=0:y=0:w=32:h=64:color=white:t=fill", folder.file("p5.png"),
        ])
        let plain = try evaluate(Constant(a: 20, b: 10)).rows
        let faded = try evaluate(
            Constant(a: 20, b: 10), look: ColorLook(fade: ChromaFade(dark: 30, light: 20))
        ).rows
        for column in [5, 6] {
            #expect(try #require(plain["grey"]?[column]) < 0.1 && plain["truth"] == faded["truth"])
            let (before, after) = try (#require(plain["ours"]?[column]), #require(faded["ours"]?[column]))
            #expect(before > 3 && after < 0.3 * before, "\(column): \(before) \(after)")
        }
        // What is asked for fades, too, but not all of it.
        let (before, after) = try (#require(plain["ours"]?[4]), #require(faded["ours"]?[4]))
        #expect(after < 0.95 * before && after > 0.3 * before, "\(before) \(after)")
    }

    @Test func limitTakesPicturesEvenlySpread() throws {
        #expect(try evaluate(Constant(a: 0, b: 0), limit: 9).count == 5)
        let two = try evaluate(Constant(a: 0, b: 0), limit: 2).rows
        // Of 0…4 these are 0 and 2.
        for name in ["p1.jpg", "p3.png", "p4.png"] { try FileManager.default.removeItem(atPath: folder.file(name)) }
        #expect(try evaluate(Constant(a: 0, b: 0)).rows == two)
    }

    @Test func whatCannotBeReadIsLeftOut() throws {
        let before = try evaluate(Constant(a: 5, b: 5))
        try Data("no picture".utf8).write(to: URL(fileURLWithPath: folder.file("p2b.png")))
        try Data("no picture".utf8).write(to: URL(fileURLWithPath: folder.file("notes.txt")))
        let after = try evaluate(Constant(a: 5, b: 5))
        #expect(after.rows == before.rows && after.count == 5)
        #expect(throws: MediaError.self) {
            try PhotoEvaluation(folder: folder.file("nothing")).run(
                predictor: Constant(a: 0, b: 0), printer: SilentReporter())
        }
    }

    /// Truth, grey and result side by side: five pictures of 16 × 16, four in the first row.
    @Test func contactSheet() throws {
        let path = folder.file("sheet.png")
        _ = try evaluate(Constant(a: 0, b: 0), sheet: path)
        let stream = try FFmpeg.videoStream(path)
        #expect(stream["width"] as? Int == 12 * 20 - 4 && stream["height"] as? Int == 2 * 20 - 4)
        let samples = [UInt8](try FFmpeg.samples(path, format: "rgb24"))
        func cell(_ column: Int, _ row: Int) -> [[UInt8]] {
            (0..<256).map { i in
                let start = ((row * 20 + i / 16) * 236 + column * 20 + i % 16) * 3
                return Array(samples[start..<start + 3])
            }
        }
        for (column, row) in [(0, 0), (9, 0), (0, 1)] {
            let (truth, grey, ours) = (cell(column, row), cell(column + 1, row), cell(column + 2, row))
            #expect(truth.contains { Set($0).count > 1 })
            #expect(grey.allSatisfy { Set($0).count == 1 } && grey == ours)
            // The same picture: what is light in one is light in the other.
            let light = truth.map { pixel in pixel.reduce(0) { $0 + Int($1) } }
            let order = truth.indices.sorted { light[$0] < light[$1] }.map { Int(grey[$0][0]) }
            #expect(order.prefix(64).reduce(0, +) < order.suffix(64).reduce(0, +))
        }
        #expect(cell(3, 1).allSatisfy { $0 == [255, 255, 255] })
    }

    @Test func theSheetShowsAHundredEvenlySpread() {
        var sheet = ContactSheet(pictureCount: 250)
        for index in 0..<250 {
            var picture = RGBPicture(width: 2, height: 2)
            picture.samples = [UInt8](repeating: UInt8(index), count: 12)
            sheet.add([picture])
        }
        let picture = sheet.picture
        #expect(picture?.width == 4 * 5 - 4 && picture?.height == 25 * 5 - 4)
        let shown = (0..<100).map { (index: Int) -> UInt8 in
            let corner = index / 4 * 5 * 16 + index % 4 * 5
            return picture?.samples[corner] ?? 0
        }
        let expected = (0..<100).map { (index: Int) -> UInt8 in UInt8((index * 250 + 99) / 100) }
        #expect(shown == expected)
    }
}
