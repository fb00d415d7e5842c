import Glibc
import TestSupport
import Testing

@testable import Color

/// Chroma that follows L*, through the recombiner.
@Suite(.notUnderThreadSanitizer) struct GuidedChromaTests {
    static let layout = LayoutCase(.rgb, 1024, 16, bits: 16, .full).layout
    static let abSize = (width: 64, height: 2)

    typealias Lab = (l: Double, a: Double, b: Double)
    /// What lies on the two sides of an edge.
    static let left: Lab = (40, 20, 15)
    static let right: Lab = (65, -10, -20)

    /// A picture of 1024 × 16 whose columns have these L*, recombined with a and b of 64 × 2; L*a*b* of what comes out.
    static func recombined(
        lightness: [Float], a: [Float], b: [Float], chroma: ChromaEnlargement, kernels: KernelSet
    ) throws -> [Lab] {
        let picture = TestPicture(layout, guardBytes: 2)
        let recombiner = try Recombiner(
            output: layout, abWidth: abSize.width, abHeight: abSize.height, networkWidth: 256, networkHeight: 4,
            chroma: chroma, kernels: kernels)
        recombiner.recombine(
            lightness: try .plane(lightness, width: layout.width), ab: try .plane(a + a + b + b, width: abSize.width),
            into: picture.planes)
        #expect(picture.guardsAreIntact)
        return picture.lab
    }

    /// The value of each of 64 cells of 16 columns when the edge is at column `edge`.
    static func cells(_ left: Double, _ right: Double, edge: Int) -> [Float] {
        (0..<64).map { cell in
            let share = min(max(Double(edge - 16 * cell) / 16, 0), 1)
            return Float(left * share + right * (1 - share))
        }
    }

    static func lightness(edge: Int) -> [Float] {
        (0..<layout.width * layout.height).map { Float($0 % layout.width < edge ? left.l : right.l) }
    }

    /// Mean distance in ab from the true colours within 16 columns of the edge.
    static func error(_ found: [Lab], edge: Int) -> Double {
        let near = found.indices.filter { abs(Double($0 % layout.width) + 0.5 - Double(edge)) < 16 }
        return near.reduce(0) { sum, i in
            let truth = i % layout.width < edge ? left : right
            return sum + hypot(found[i].a - truth.a, found[i].b - truth.b)
        } / Double(near.count)
    }

    @Test(arguments: [512, 515, 520, 527])
    func colorBleedsLessOverAnEdge(edge: Int) throws {
        let lightness = Self.lightness(edge: edge)
        let a = Self.cells(Self.left.a, Self.right.a, edge: edge)
        let b = Self.cells(Self.left.b, Self.right.b, edge: edge)
        for kernels in KernelSet.available {
            let errors = try [ChromaEnlargement.bilinear, .guided].map { chroma in
                Self.error(
                    try Self.recombined(lightness: lightness, a: a, b: b, chroma: chroma, kernels: kernels), edge: edge)
            }
            #expect(errors[0] > 5)
            #expect(errors[1] < 0.3 * errors[0], "\(kernels.name): \(errors)")
        }
    }

    /// As networks predict it: over a few cells.
    @Test func alsoWhenThePredictionIsBlurred() throws {
        let edge = 520
        func blurred(_ cells: [Float]) -> [Float] {
            cells.indices.map { i in (cells[max(i - 1, 0)] + cells[i] + cells[min(i + 1, cells.count - 1)]) / 3 }
        }
        let a = blurred(Self.cells(Self.left.a, Self.right.a, edge: edge))
        let b = blurred(Self.cells(Self.left.b, Self.right.b, edge: edge))
        for kernels in KernelSet.available {
            let errors = try [ChromaEnlargement.bilinear, .guided].map { chroma in
                Self.error(
                    try Self.recombined(
                        lightness: Self.lightness(edge: edge), a: a, b: b, chroma: chroma, kernels: kernels),
                    edge: edge)
            }
            #expect(errors[1] < 0.6 * errors[0], "\(kernels.name): \(errors)")
        }
    }

    /// Without edges in L*, with film grain or without, it is the bilinear enlargement.
    @Test(arguments: [0.0, 2])
    func flatLightnessChangesNothing(grain: Double) throws {
        var noise = Noise(seed: 5)
        // Three uniform ones make about a normal one.
        let lightness = (0..<Self.layout.width * Self.layout.height).map { _ in
            Float(55 + grain * (0..<3).reduce(0) { sum, _ in sum + noise.next(in: -1...1) })
        }
        let a = Self.cells(30, -20, edge: 515)
        let b = (0..<64).map { Float(20 * sin(Double($0) / 3)) }
        for kernels in KernelSet.available {
            let results = try [ChromaEnlargement.bilinear, .guided].map {
                try Self.recombined(lightness: lightness, a: a, b: b, chroma: $0, kernels: kernels)
            }
            let distances = zip(results[0], results[1]).map { hypot($0.a - $1.a, $0.b - $1.b) }
            #expect(distances.max() ?? 99 < (grain == 0 ? 0.05 : 2.5), "\(kernels.name)")
            #expect(distances.reduce(0, +) / Double(distances.count) < (grain == 0 ? 0.01 : 0.4), "\(kernels.name)")
        }
    }

    /// L* that no cell has, in lines too thin to be seen at the size of a and b, makes no colour that is not there.
    @Test func noNewColors() throws {
        var lightness = Self.lightness(edge: 512)
        for row in 0..<Self.layout.height {
            for (column, value) in [(500, Float(92)), (508, 8), (516, 92), (524, 8)] {
                lightness[row * Self.layout.width + column] = value
            }
        }
        for kernels in KernelSet.available {
            // Little chroma, to stay inside sRGB at those L*.
            let result = try Self.recombined(
                lightness: lightness, a: Self.cells(4, -2, edge: 512), b: Self.cells(3, -3, edge: 512),
                chroma: .guided, kernels: kernels)
            #expect(result.allSatisfy { (-2.1...4.1).contains($0.a) && (-3.1...3.1).contains($0.b) }, "\(kernels.name)")
        }
    }

    /// Every layout and size, with nothing written between rows, and the same from every instruction set.
    @Test(arguments: LayoutCase.everyKind)
    func everyLayout(_ testCase: LayoutCase) throws {
        let layout = testCase.layout
        let input = RecombinerTests.Input(layout)
        for (abSize, networkSize) in [((4, 3), (16, 12)), ((4, 3), (4, 3))] {
            var first: [[Int]]?
            for kernels in KernelSet.available {
                let picture = TestPicture(layout, guardBytes: 6)
                let recombiner = try Recombiner(
                    output: layout, abWidth: abSize.0, abHeight: abSize.1, networkWidth: networkSize.0,
                    networkHeight: networkSize.1, chroma: .guided, kernels: kernels)
                recombiner.recombine(
                    lightness: try .plane(input.lightness, width: layout.width),
                    ab: try .plane(input.ab, width: abSize.0), into: picture.planes)
                #expect(picture.guardsAreIntact, "\(kernels.name)")
                let planes = (0..<layout.planeCount).map(picture.plane)
                for (plane, codes) in (first ?? planes).enumerated() {
                    let worst = zip(codes, planes[plane]).map { abs($0 - $1) }.max() ?? 0
                    // Where the input is noise, fits of noise to noise take float errors a long way.
                    #expect(worst <= 1 + (1 << layout.bitDepth) / 2_000, "\(kernels.name) plane \(plane)")
                }
                first = first ?? planes
            }
        }
    }

    @Test func notNumbersBecomeColorsNotTraps() throws {
        let layout = LayoutCase(.yuv, 20, 9, shift: (1, 1)).layout
        let input = RecombinerTests.Input(layout)
        for kernels in KernelSet.available {
            for (value, saturation) in [(Float.nan, Float(1)), (.infinity, 2), (-.infinity, 2), (1e30, 3), (.nan, 2)] {
                for chroma in ChromaEnlargement.allCases {
                    let picture = TestPicture(layout, guardBytes: 2)
                    let recombiner = try Recombiner(
                        output: layout, abWidth: 4, abHeight: 3, networkWidth: 16, networkHeight: 12,
                        saturation: saturation, chroma: chroma, kernels: kernels)
                    recombiner.recombine(
                        lightness: try .plane(input.lightness, width: layout.width),
                        ab: try .plane(input.ab.map { _ in value }, width: 4), into: picture.planes)
                    #expect(picture.guardsAreIntact)
                }
            }
        }
    }
}
