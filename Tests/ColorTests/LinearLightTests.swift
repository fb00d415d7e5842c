import Glibc
import TestSupport
import Testing

@testable import Color

/// Floats that are proportional to light, in and out.
@Suite(.notUnderThreadSanitizer) struct LinearLightTests {
    /// Rows of floats with a row for every plane's own.
    final class FloatPicture {
        let layout: PictureLayout
        var samples: [UnsafeMutableBufferPointer<Float>] = []

        init(_ model: PictureLayout.Model, width: Int, height: Int) {
            layout = LayoutCase(model, width, height, bits: 32, .full).layout
            for _ in 0..<layout.planeCount {
                let plane = UnsafeMutableBufferPointer<Float>.allocate(capacity: width * height)
                plane.initialize(repeating: -1)
                samples.append(plane)
            }
        }

        deinit { for plane in samples { plane.deallocate() } }

        var planes: PicturePlanes {
            func start(_ plane: Int) -> UnsafeMutableRawPointer? {
                plane < samples.count ? UnsafeMutableRawPointer(samples[plane].baseAddress) : nil
            }
            guard let first = start(0) else { preconditionFailure("a plane without memory") }
            let stride = 4 * layout.width
            return PicturePlanes(
                layout: layout, data: (first, start(1), start(2)), strideBytes: (stride, stride, stride))
        }
    }

    /// From far below the smallest that half floats have to far above white.
    static let light: [Float] =
        (-40...39).map { Float(exp2(Double($0) / 2.5)) } + [
            0, -0.25, 0.0031308, 0.0031309, 0.5, 0.999, 1, 1.001, 65504,
        ]

    @Test func curveAgreesWithTheDefinition() throws {
        let width = Self.light.count
        for kernels in KernelSet.available {
            let (linear, encoded) = (
                FloatPicture(.gray, width: width, height: 2), FloatPicture(.gray, width: width, height: 2)
            )
            for i in 0..<2 * width { linear.samples[0][i] = Self.light[i % width] }
            try LinearLight(kernels: kernels).encode(linear.planes, into: encoded.planes)
            for (x, v) in zip(linear.samples[0], encoded.samples[0]) {
                let expected = ColorOracle.encoded(Double(x))
                #expect(abs(Double(v) - expected) <= 2e-6 * max(1, abs(expected)), "\(kernels.name) \(x)")
            }
            LinearLight(kernels: kernels).decode(encoded.planes)
            for (x, back) in zip(linear.samples[0], encoded.samples[0]) {
                #expect(abs(back - x) <= 1e-5 * abs(x) + 1e-7, "\(kernels.name) \(x) \(back)")
            }
        }
    }

    @Test func whatIsNoNumberIsBlackAndWhatIsInfiniteIsNot() throws {
        for kernels in KernelSet.available {
            let (linear, encoded) = (FloatPicture(.gray, width: 3, height: 1), FloatPicture(.gray, width: 3, height: 1))
            for (i, value) in [Float.nan, .infinity, -.infinity].enumerated() { linear.samples[0][i] = value }
            try LinearLight(kernels: kernels).encode(linear.planes, into: encoded.planes)
            #expect(encoded.samples[0][0] == 0 && encoded.samples[0].allSatisfy { $0.isFinite })
            #expect(encoded.samples[0][1] > 90 && encoded.samples[0][2] < -90)
        }
    }

    @Test func integersAreEncodedToo() throws {
        let source = TestPicture(LayoutCase(.gray, 256, 1, bits: 16, .full).layout)
        source.fill { _, x, _ in x * 257 }
        for kernels in KernelSet.available {
            let encoded = FloatPicture(.gray, width: 256, height: 1)
            try LinearLight(kernels: kernels).encode(source.planes, into: encoded.planes)
            let worst = (0..<256).map { abs(Double(encoded.samples[0][$0]) - ColorOracle.encoded(Double($0) / 255)) }
            #expect(worst.max() ?? 1 < 2e-6)
        }
    }

    /// Grey light comes back as it was, above white and below black too.
    @Test(arguments: [PictureLayout.Model.gray, .rgb])
    func greyLightComesBack(model: PictureLayout.Model) throws {
        let width = Self.light.count
        for kernels in KernelSet.available {
            let source = FloatPicture(model, width: width, height: 1)
            for plane in source.samples { _ = plane.update(fromContentsOf: Self.light) }
            try LinearLight(kernels: kernels).encode(source.planes, into: source.planes)
            let converter = try LightnessConverter(
                layout: source.layout, networkWidth: 8, networkHeight: 8, kernels: kernels)
            var lightness = try PlaneBufferPool().take(width: width, height: 1)
            var small = try PlaneBufferPool().take(width: 8, height: 8)
            converter.lightness(of: source.planes, into: &lightness)
            converter.networkLightness(of: source.planes, into: &small)
            #expect(small.samples().allSatisfy { (0...100).contains($0) })
            let result = FloatPicture(.rgb, width: width, height: 1)
            let recombiner = try Recombiner(
                output: result.layout, abWidth: 2, abHeight: 2, networkWidth: 8, networkHeight: 8, kernels: kernels)
            recombiner.recombine(
                lightness: lightness, ab: try .plane([Float](repeating: 0, count: 8), width: 2), into: result.planes)
            LinearLight(kernels: kernels).decode(result.planes)
            for plane in result.samples {
                for (found, x) in zip(plane, Self.light) {
                    // L* of a float holds about 1e-5 of white, or as much of what is above.
                    #expect(abs(found - x) <= 1e-4 * abs(x) + 1e-6, "\(kernels.name) \(x) \(found)")
                }
            }
        }
    }
}
