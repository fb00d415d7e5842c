import Dispatch
import Flow
import TestSupport
import Testing
import Weights

@testable import Net

@Suite struct CalibratorTests {
    private static func options(_ precision: Precision = .f32, _ calibration: Calibration? = nil) -> Colorizer.Options {
        var options = Colorizer.Options()
        options.inputWidth = 64
        options.inputHeight = 64
        options.threads = 2
        options.precision = precision
        options.calibration = calibration
        return options
    }

    private func calibration(_ options: Colorizer.Options = options()) throws -> Calibration {
        let calibrator = try Calibrator(model: .lite, weights: try .embeddedLite(), options: options)
        var ab = [Float](repeating: 0, count: 2 * (options.inputWidth / 4) * (options.inputHeight / 4))
        var span = ab.mutableSpan
        let lightness = lightnessPattern(width: options.inputWidth, height: options.inputHeight)
        try calibrator.predict(lightness: lightness.span, ab: &span)
        return calibrator.calibration()
    }

    /// All layers of lite but its first ones and its last, which stay in floating point.
    @Test func knowsEveryLayer() throws {
        let calibration = try calibration()
        let graph = try Lite().graph(weights: try .embeddedLite(), NetworkSettings(width: 64, height: 64))
        let names = Set(graph.nodes.filter { $0.operation.convolution != nil }.map(\.name))
        #expect(
            names.subtracting(calibration.limits.keys) == [
                "encoder.stem", "encoder.blocks.0.depthwise", "encoder.blocks.0.project", "encoder.blocks.1.expand",
                "encoder.blocks.1.depthwise", "encoder.blocks.1.project", "encoder.blocks.2.expand",
                "encoder.blocks.2.depthwise", "classifier",
            ])
        // A ReLU6 ends most of the encoder's.
        #expect(calibration.limits["encoder.blocks.3.expand"].map { $0 > 0 && $0 <= 6.01 } == true)
    }

    @Test(arguments: [Precision.bf16, .int8]) func colorsNearlyAsF32Does(precision: Precision) throws {
        let lightness = lightnessPattern(width: 64, height: 64)
        func predict(_ options: Colorizer.Options) throws -> [Float] {
            let colorizer = try Colorizer(model: .lite, weights: try .embeddedLite(), options: options)
            var ab = [Float](repeating: .nan, count: 2 * 16 * 16)
            var span = ab.mutableSpan
            try colorizer.predict(lightness: lightness.span, ab: &span)
            return ab
        }
        let exact = try predict(Self.options())
        let short = try predict(Self.options(precision, try calibration()))
        let differences = zip(exact, short).map { abs($0 - $1) }
        let mean = differences.reduce(0, +) / Float(differences.count)
        #expect(mean > 0 && mean < 1.5)
    }

    @Test func refusesACalibrationOfAnotherNetwork() throws {
        let right = try calibration()
        func expectRefusal(_ calibration: Calibration?, _ word: String) {
            let error = #expect(throws: NetError.self) {
                try Colorizer(model: .lite, weights: try .embeddedLite(), options: Self.options(.int8, calibration))
            }
            #expect(error?.code == .invalidArgument)
            #expect(error?.description.contains(word) == true)
        }
        expectRefusal(nil, "needs a calibration")
        expectRefusal(
            Calibration(
                model: .eccv16, inputWidth: 64, inputHeight: 64, fingerprint: right.fingerprint, limits: right.limits),
            "eccv16")
        expectRefusal(
            Calibration(
                model: .lite, inputWidth: 96, inputHeight: 64, fingerprint: right.fingerprint, limits: right.limits),
            "96x64")
        expectRefusal(
            Calibration(
                model: .lite, inputWidth: 64, inputHeight: 64, fingerprint: right.fingerprint ^ 1, limits: right.limits),
            "other weights")
    }

    /// Many threads at once get what one thread gets, bit for bit, in every precision.
    @Test(arguments: Precision.allCases) func predictionsAtTheSameTimeAgree(precision: Precision) throws {
        var options = Self.options(precision, try calibration())
        options.concurrentPredictions = 2
        let colorizer = try Colorizer(model: .lite, weights: try .embeddedLite(), options: options)
        #expect(colorizer.concurrentPredictions == 2)
        let pictures = (0..<4).map { index in lightnessPattern(width: 64, height: 64).map { max($0 - Float(index), 0) }
        }
        @Sendable func predict(_ picture: [Float]) -> [Float] {
            var ab = [Float](repeating: .nan, count: 2 * 16 * 16)
            var span = ab.mutableSpan
            do { try colorizer.predict(lightness: picture.span, ab: &span) } catch { return [] }
            return ab
        }
        let expected = pictures.map(predict)
        #expect(expected.allSatisfy { !$0.isEmpty })
        let differences = Guarded(0)
        DispatchQueue.concurrentPerform(iterations: 16) { index in
            if predict(pictures[index % 4]) != expected[index % 4] { differences.withLock { $0 += 1 } }
        }
        #expect(differences.withLock { $0 } == 0)
    }
}
