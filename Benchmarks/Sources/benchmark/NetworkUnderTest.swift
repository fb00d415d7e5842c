public import ArgumentParser
import Dispatch
import Foundation
public import Net
import Weights

extension Precision: @retroactive ExpressibleByArgument {}

extension Precision {
    /// What colorize-video is told.
    var arguments: [String] { ["--precision", rawValue] }
}

extension ColorizerModel: @retroactive ExpressibleByArgument {}

/// Where the networks' weights and the pictures are that they are shown: made by `Benchmarks/peers/prepare.py`.
struct NetworkMaterial: ParsableArguments {
    @Option(help: "Folder with eccv16.safetensors and siggraph17.safetensors.")
    var weights: String

    @Option(help: "Pictures for the networks: L* of 256x256, floats, one after another.")
    var lightness: String

    @Option(help: "Threads.")
    var threads = 2

    static let inputSize = 256

    /// Each picture's L*, row after row.
    func pictures() throws -> [[Float]] {
        let data = try Data(contentsOf: URL(filePath: lightness))
        let count = Self.inputSize * Self.inputSize
        let bytes = count * MemoryLayout<Float>.stride
        guard !data.isEmpty, data.count % bytes == 0 else {
            throw BenchmarkError("\(lightness) does not hold pictures of 256x256 floats")
        }
        return (0..<data.count / bytes).map { picture in
            [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
                data.copyBytes(to: buffer, from: picture * bytes..<(picture + 1) * bytes)
                initialized = count
            }
        }
    }

    func colorizer(_ model: ColorizerModel, _ precision: Precision, atOnce: Int = 1) throws -> Colorizer {
        let table =
            model == .lite
            ? try WeightTable.embeddedLite() : try WeightsFile.open(path: "\(weights)/\(model.rawValue).safetensors")
        var options = Colorizer.Options()
        options.threads = threads
        (options.inputWidth, options.inputHeight) = (Self.inputSize, Self.inputSize)
        options.precision = precision
        options.concurrentPredictions = atOnce
        if precision == .int8 { options.calibration = try calibration(model, table, options) }
        return try Colorizer(model: model, weights: table, options: options)
    }

    /// From all pictures.
    private func calibration(
        _ model: ColorizerModel, _ weights: WeightTable, _ options: Colorizer.Options
    ) throws -> Calibration {
        let calibrator = try Calibrator(model: model, weights: weights, options: options)
        for picture in try pictures() {
            var ab = [Float](repeating: 0, count: 2 * calibrator.abWidth * calibrator.abHeight)
            var span = ab.mutableSpan
            try calibrator.predict(lightness: picture.span, ab: &span)
        }
        return calibrator.calibration()
    }
}

/// A network that can be run on one picture again and again.
struct NetworkUnderTest {
    let colorizer: Colorizer
    let picture: [Float]
    /// The result of the last run.
    private(set) var ab: [Float]

    init(_ colorizer: Colorizer, picture: [Float]) {
        self.colorizer = colorizer
        self.picture = picture
        ab = [Float](repeating: 0, count: 2 * colorizer.abWidth * colorizer.abHeight)
    }

    /// Nanoseconds of each of so many runs.
    mutating func run(_ count: Int) throws -> [Int] {
        let (colorizer, picture) = (colorizer, picture)
        let clock = ContinuousClock()
        var result: [Int] = []
        for _ in 0..<count {
            let start = clock.now
            var span = ab.mutableSpan
            try colorizer.predict(lightness: picture.span, ab: &span)
            result.append(nanoseconds(clock.now - start))
        }
        return result
    }

    /// Nanoseconds that pass for each of `atOnce` times so many runs, on as many threads.
    mutating func run(_ count: Int, atOnce: Int) throws -> Int {
        let networks = (0..<atOnce).map { _ in Running(network: self) }
        let duration = ContinuousClock().measure {
            DispatchQueue.concurrentPerform(iterations: atOnce) { networks[$0].run(count) }
        }
        for network in networks {
            if let error = network.error { throw error }
            ab = network.network.ab
        }
        return nanoseconds(duration) / (count * atOnce)
    }

    /// One of several that run at once.
    ///
    /// `@unchecked Sendable`: while they run, each is touched by one thread only.
    private final class Running: @unchecked Sendable {
        var network: NetworkUnderTest
        var error: (any Error)?

        init(network: NetworkUnderTest) { self.network = network }

        func run(_ count: Int) {
            do {
                _ = try network.run(count)
            } catch {
                self.error = error
            }
        }
    }
}
