import Glibc
import Synchronization
import TestSupport
import Testing
import Weights

@testable import Net

@Suite struct ColorizerTests {
    private func options(_ change: (inout Colorizer.Options) -> Void) -> Colorizer.Options {
        var options = Colorizer.Options()
        options.inputWidth = 64
        options.inputHeight = 64
        change(&options)
        return options
    }

    private func predict(_ colorizer: Colorizer, _ lightness: [Float]) throws -> [Float] {
        var ab = [Float](repeating: .nan, count: 2 * colorizer.abWidth * colorizer.abHeight)
        var span = ab.mutableSpan
        try colorizer.predict(lightness: lightness.span, ab: &span)
        return ab
    }

    @Test func sizesFollowTheInput() throws {
        let colorizer = try Colorizer(
            model: .lite, weights: try .embeddedLite(),
            options: options {
                $0.inputWidth = 128
                $0.inputHeight = 96
            })
        #expect(colorizer.inputWidth == 128)
        #expect(colorizer.inputHeight == 96)
        #expect(colorizer.abWidth == 32)
        #expect(colorizer.abHeight == 24)
        #expect(try predict(colorizer, lightnessPattern(width: 128, height: 96)).allSatisfy { abs($0) < 128 })
    }

    @Test func refusesOptionsOutOfRange() throws {
        let weights = try WeightTable.embeddedLite()
        let wrong: [(inout Colorizer.Options) -> Void] = [
            { $0.inputWidth = 0 }, { $0.inputHeight = -32 }, { $0.inputWidth = 48 }, { $0.inputHeight = 8224 },
            { $0.inputWidth = .max }, { $0.threads = -1 }, { $0.threads = 100_000 }, { $0.temperature = 0 },
            { $0.temperature = -1 }, { $0.temperature = .nan }, { $0.temperature = .infinity },
        ]
        for change in wrong {
            let error = #expect(throws: NetError.self) {
                try Colorizer(model: .lite, weights: weights, options: options(change))
            }
            #expect(error?.code == .invalidArgument)
            #expect(error?.description.contains("\n") == false)
        }
    }

    @Test func refusesPlanesOfAnotherSize() throws {
        let colorizer = try Colorizer(model: .lite, weights: try .embeddedLite(), options: options { _ in })
        let lightness = lightnessPattern(width: 64, height: 64)
        #expect(throws: NetError.self) { try predict(colorizer, lightness.dropLast()) }
        var small = [Float](repeating: 0, count: 2 * 16 * 16 - 1)
        var span = small.mutableSpan
        var thrown: NetError?
        do throws(NetError) { try colorizer.predict(lightness: lightness.span, ab: &span) } catch { thrown = error }
        #expect(thrown?.code == .invalidArgument)
    }

    @Test func refusesWhatTheModelCannotDo() throws {
        let weights = try WeightTable.embeddedLite()
        let cases: [(ColorizerModel, (inout Colorizer.Options) -> Void)] = [
            (.lite, { $0.readsHints = true }), (.eccv16, { $0.readsHints = true }),
            (.siggraph17, { $0.givesCertainty = true }),
        ]
        for (model, change) in cases {
            let error = #expect(throws: NetError.self) {
                try Colorizer(model: model, weights: weights, options: options(change))
            }
            #expect(error?.code == .invalidArgument)
        }
    }

    /// Bit for bit: a batch, and with the certainty, gives what each picture gives by itself.
    @Test func batchesAndCertainty() throws {
        let weights = try WeightTable.embeddedLite()
        let plain = try Colorizer(model: .lite, weights: weights, options: options { _ in })
        let sure = try Colorizer(model: .lite, weights: weights, options: options { $0.givesCertainty = true })
        #expect(plain.input.valueCount == 64 * 64 && plain.input.hints == nil && plain.output.certainty == nil)
        #expect(sure.output.valueCount == 3 * 16 * 16 && sure.output.certainty == 512..<768)
        let pictures = [lightnessPattern(width: 64, height: 64), [Float](repeating: 30, count: 64 * 64)]
        let expected = try pictures.map { try predict(plain, $0) }
        let batch = pictures.flatMap { $0 }
        var result = [Float](repeating: .nan, count: 2 * sure.output.valueCount)
        var span = result.mutableSpan
        try sure.predict(batch.span, into: &span)
        for (index, colours) in expected.enumerated() {
            let output = Array(result[(index * sure.output.valueCount)...].prefix(sure.output.valueCount))
            #expect(Array(output[sure.output.ab]) == colours)
            #expect(output[512..<768].allSatisfy { $0 > 0 && $0 <= 1 })
        }
    }

    /// The features are what the reference computes, and cost nothing where nobody asks for them.
    @Test func featuresFollowTheColours() throws {
        let weights = try WeightTable.embeddedLite()
        var options = options { ($0.inputWidth, $0.inputHeight) = (64, 32) }
        let plain = try Colorizer(model: .lite, weights: weights, options: options)
        #expect(plain.output.features == nil && plain.output.valueCount == 2 * 16 * 8)
        (options.givesFeatures, options.givesCertainty) = (true, true)
        let colorizer = try Colorizer(model: .lite, weights: weights, options: options)
        let output = colorizer.output
        #expect(output.featuresShape == .init(channels: 352, height: 1, width: 2))
        #expect(output.features == 384..<(384 + 704) && output.valueCount == 384 + 704)
        let reference = try Colorizer(model: .lite, weights: weights, options: options, backend: ReferenceBackend())
        let picture = lightnessPattern(width: 64, height: 32)
        let results = try [colorizer, reference].map { colorizer in
            var result = [Float](repeating: .nan, count: 2 * output.valueCount)
            var span = result.mutableSpan
            // A batch, so that the second input's results have to find their place.
            try colorizer.predict((picture + picture).span, into: &span)
            return result
        }
        #expect(largestDifference(results[0], results[1]) <= 1e-3)
        #expect(Array(results[0].prefix(output.valueCount)) == Array(results[0].suffix(output.valueCount)))
        #expect(try predict(plain, picture) == Array(results[0][output.ab]))
    }

    /// The keys are the decoder's last features, and the colours are the same, bit for bit.
    @Test func keysFollowTheColours() throws {
        let weights = try WeightTable.embeddedLite()
        var options = options { ($0.inputWidth, $0.inputHeight) = (64, 32) }
        let plain = try Colorizer(model: .lite, weights: weights, options: options)
        options.givesKeys = true
        let colorizer = try Colorizer(model: .lite, weights: weights, options: options)
        let reference = try Colorizer(model: .lite, weights: weights, options: options, backend: ReferenceBackend())
        let output = colorizer.output
        #expect(output.featuresShape == .init(channels: 96, height: 8, width: 16))
        let picture = lightnessPattern(width: 64, height: 32)
        let results = try [colorizer, reference].map { colorizer in
            var result = [Float](repeating: .nan, count: output.valueCount)
            var span = result.mutableSpan
            try colorizer.predict(picture.span, into: &span)
            return result
        }
        #expect(largestDifference(results[0], results[1]) <= 1e-3)
        #expect(try predict(plain, picture) == Array(results[0][output.ab]))
        let keys = results[0][try #require(output.features)]
        #expect(keys.allSatisfy { $0 >= 0 } && keys.contains { $0 > 0.1 })
    }

    /// Every model names a layer that it has, at its smallest size.
    @Test(arguments: GoldenTests.names) func featuresAreTheDeepestLayers(name: String) throws {
        let network = try #require(GoldenTests.narrowNetworks[name])
        let description = try #require(ColorizerModel(rawValue: name)).description
        let golden = try GoldenTests.Golden(name)
        let graph = try network.graph(weights: golden.weights, golden.settings)
        let features = graph.shape(try #require(graph.result(named: description.featuresLayer)))
        let planes = graph.nodes.map { graph.shape($0.output) }.filter(\.isPlanes)
        #expect(planes.allSatisfy { $0.height >= features.height && $0.width >= features.width })
    }

    /// The face asks a back end for no more than any has.
    @Test func runsOnAnotherBackend() throws {
        let weights = try WeightTable.embeddedLite()
        let options = options { ($0.inputWidth, $0.inputHeight) = (32, 32) }
        let one = try Colorizer(model: .lite, weights: weights, options: options)
        let other = try Colorizer(model: .lite, weights: weights, options: options, backend: ReferenceBackend())
        let lightness = lightnessPattern(width: 32, height: 32)
        #expect(largestDifference(try predict(one, lightness), try predict(other, lightness)) <= 1e-3)
        #expect(one.signature != other.signature)
    }

    @Test func layoutsOfInputAndOutput() {
        let input = NetworkInput(width: 4, height: 2, hasHints: true)
        #expect(input.valueCount == 32 && input.lightness == 0..<8)
        #expect(input.hints == 8..<24 && input.authority == 24..<32)
        let output = NetworkOutput(width: 4, height: 2, hasCertainty: false, featuresShape: nil)
        #expect(output.valueCount == 16 && output.ab == 0..<16 && output.certainty == nil)
    }

    @Test func refusesAResultThatIsNoNumber() throws {
        let sound = try WeightTable.embeddedLite()
        var tensors = sound.tensors
        let bytes = (0..<ColorBins.count).flatMap { _ in withUnsafeBytes(of: Float.nan) { Array($0) } }
        tensors["classifier.bias"] = WeightTensor(
            shape: [ColorBins.count], strides: [1], dataType: .float32, owner: HeapBytes(bytes), byteOffset: 0)
        let colorizer = try Colorizer(
            model: .lite, weights: WeightTable(path: nil, metadata: sound.metadata, tensors: tensors),
            options: options { _ in })
        let error = #expect(throws: NetError.self) {
            try predict(colorizer, lightnessPattern(width: 64, height: 64))
        }
        #expect(error?.code == .execution)
    }

    /// The weights' own temperature counts unless the caller gives one; a lower one decides more.
    @Test func temperature() throws {
        let weights = try WeightTable.embeddedLite()
        let lightness = lightnessPattern(width: 64, height: 64)
        func ab(_ temperature: Float?) throws -> [Float] {
            try predict(
                try Colorizer(model: .lite, weights: weights, options: options { $0.temperature = temperature }),
                lightness)
        }
        let own = try ab(nil)
        let temperature = try #require(weights.metadata["temperature"].flatMap { Float($0) })
        #expect(try ab(temperature) == own)
        #expect(try ab(temperature / 2) != own)
        let strange = WeightTable(path: "x", metadata: ["temperature": "warm"], tensors: weights.tensors)
        let error = #expect(throws: NetError.self) {
            try Colorizer(model: .lite, weights: strange, options: options { _ in })
        }
        #expect(error?.code == .wrongWeights)
    }

    /// A factor on a* and b*, 1 where the weights do not say.
    @Test func strength() throws {
        let weights = try WeightTable.embeddedLite()
        let lightness = lightnessPattern(width: 64, height: 64)
        func ab(_ strength: String?) throws -> [Float] {
            var metadata = weights.metadata
            metadata["strength"] = strength
            let table = WeightTable(path: "x", metadata: metadata, tensors: weights.tensors)
            return try predict(try Colorizer(model: .lite, weights: table, options: options { _ in }), lightness)
        }
        let absent = try ab(nil)
        #expect(try ab("1") == absent)
        for strength in [0.25, 1.3, 4] as [Float] {
            #expect(largestDifference(try ab("\(strength)"), absent.map { strength * $0 }) <= 1e-3)
        }
        for strength in ["0", "-1", "4.1", "inf", "nan", "strong", "", " 1"] {
            let error = #expect(throws: NetError.self) { try ab(strength) }
            #expect(error?.code == .wrongWeights)
            #expect(error?.reason == "their strength is \"\(strength)\"")
        }
    }

    @Test func threadsDoNotChangeTheResultMuch() throws {
        let weights = try WeightTable.embeddedLite()
        let lightness = lightnessPattern(width: 64, height: 64)
        let results = try [1, 2, 3, 0].map { threads in
            try predict(
                try Colorizer(model: .lite, weights: weights, options: options { $0.threads = threads }), lightness)
        }
        for result in results { #expect(largestDifference(result, results[0]) <= 1e-3) }
    }

    /// Built here, used from two other threads at once: every result is the one that a quiet run gives.
    @Test func predictsFromOtherThreads() throws {
        let colorizer = try Colorizer(model: .lite, weights: try .embeddedLite(), options: options { $0.threads = 2 })
        let lightness = lightnessPattern(width: 64, height: 64)
        let expected = try predict(colorizer, lightness)

        /// What the threads work on and what they found.
        final class Work: Sendable {
            let colorizer: Colorizer
            let lightness: [Float]
            let expected: [Float]
            let good = Atomic<Int>(0)

            init(_ colorizer: Colorizer, _ lightness: [Float], _ expected: [Float]) {
                self.colorizer = colorizer
                self.lightness = lightness
                self.expected = expected
            }

            func run() {
                let lightness = lightness
                for _ in 0..<5 {
                    var ab = [Float](repeating: .nan, count: expected.count)
                    var span = ab.mutableSpan
                    do throws(NetError) { try colorizer.predict(lightness: lightness.span, ab: &span) } catch { return }
                    if ab == expected { good.add(1, ordering: .relaxed) }
                }
            }
        }
        let work = Work(colorizer, lightness, expected)
        var threads = [pthread_t](repeating: pthread_t(), count: 2)
        for index in threads.indices {
            let argument = Unmanaged.passRetained(work).toOpaque()
            let status = pthread_create(
                &threads[index], nil,
                { argument in
                    guard let argument else { return nil }
                    Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
                    return nil
                }, argument)
            try #require(status == 0)
        }
        for thread in threads { pthread_join(thread, nil) }
        #expect(work.good.load(ordering: .relaxed) == 10)
    }

    @Test func modelsAreKnownByName() {
        #expect(
            ColorizerModel.allCases.map(\.rawValue)
                == ["lite", "eccv16", "siggraph17", "ddcolor-tiny", "ddcolor-artistic", "ddcolor-modelscope"])
        #expect(ColorizerModel.lite.description.inputSizeMultiple == 32)
        #expect(ColorizerModel.eccv16.description.inputSizeMultiple == 8)
        #expect(ColorizerModel.siggraph17.description.inputSizeMultiple == 8)
    }

    @Test func versions() {
        let numbers = NetVersions.oneDNN.split(separator: ".")
        #expect(numbers.count == 3)
        #expect(numbers.allSatisfy { Int($0) != nil })
        #expect(!NetVersions.instructionSet.isEmpty)
    }
}
