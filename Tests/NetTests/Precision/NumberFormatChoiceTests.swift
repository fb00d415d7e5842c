import Testing

@testable import Net

/// The format of every value of a graph, by the rules of its operations.
@Suite struct NumberFormatChoiceTests {
    private static let types: Set<NumberFormat.ElementType> = [.bfloat16, .signed8, .unsigned8]

    private static func convolution(_ outputs: Int, _ inputs: Int) -> Convolution {
        Convolution(
            weights: .values([Float](repeating: 0.1, count: outputs * inputs * 9), shape: [outputs, inputs, 3, 3]),
            bias: .values([Float](repeating: 0, count: outputs), shape: [outputs]), padding: Padding(1))
    }

    /// Layers "1" to "8" of 16 channels, each a convolution and what `step` appends. The first 4 % of the work end
    /// within "2".
    private func chain(_ step: (inout GraphBuilder, Value) -> Value = { $0.relu($1) }) -> Graph {
        var builder = GraphBuilder(input: Shape(1, 16, 16))
        var x = builder.input
        for number in 1...8 {
            x = step(&builder, builder.convolution("\(number)", Self.convolution(16, number == 1 ? 1 : 16), x))
        }
        return ElementwiseFusion.apply(to: builder.finish(output: x))
    }

    private func formats(
        of graph: Graph, _ precision: Precision, fastTypes: Set<NumberFormat.ElementType> = types,
        limits: [String: Float] = [:]
    ) -> [NumberFormat] {
        let choice = NumberFormatChoice(graph, precision, fastTypes: fastTypes, limits: limits)
        return graph.nodes.map { choice.formats[$0.output.index] }
    }

    private static let limits = Dictionary(uniqueKeysWithValues: (1...8).map { ("\($0)", Float(51)) })
    private static let short = NumberFormat(type: .bfloat16)

    @Test func singlePrecisionStays() {
        #expect(formats(of: chain(), .f32, limits: Self.limits).allSatisfy { $0 == .float32 })
    }

    /// All but the output.
    @Test func bfloat16IsForAllThatIsReadByConvolutions() {
        let expected = [NumberFormat](repeating: Self.short, count: 7) + [.float32]
        #expect(formats(of: chain(), .bf16) == expected)
        // Asked for, it is used however slow.
        #expect(formats(of: chain(), .bf16, fastTypes: []) == expected)
    }

    /// What the first convolutions read stays in floating point: here the result of "1", which "2" reads, is the first
    /// that does not.
    @Test func wholeNumbersHaveTheLimitsOfTheirLayers() {
        let whole = NumberFormat(type: .unsigned8, unit: 0.2)
        #expect(
            formats(of: chain(), .int8, limits: Self.limits)
                == [NumberFormat](repeating: whole, count: 7) + [.float32])
        #expect(
            formats(of: chain { $1 }, .int8, limits: Self.limits)[3] == NumberFormat(type: .signed8, unit: 51 / 127))
    }

    /// A layer without a limit, or with one of 0, has no whole numbers: bfloat16 where that is fast.
    @Test func layersWithoutLimitsStayInFloatingPoint() {
        var limits = Self.limits
        limits["3"] = nil
        limits["4"] = 0
        let fast = formats(of: chain(), .int8, limits: limits)
        #expect(fast[2] == Self.short && fast[3] == Self.short && fast[4].type == .unsigned8)
        let slow = formats(of: chain(), .int8, fastTypes: [.signed8, .unsigned8], limits: limits)
        #expect(slow[2] == .float32 && slow[3] == .float32 && slow[4].type == .unsigned8)
    }

    /// The first twenty-fifth of the multiplications.
    @Test func earlyValuesAreKeptExact() {
        var builder = GraphBuilder(input: Shape(1, 16, 16))
        var x = builder.relu(builder.convolution("1", Self.convolution(4, 1), builder.input))
        x = builder.relu(builder.convolution("2", Self.convolution(4, 4), x))
        x = builder.relu(builder.convolution("3", Self.convolution(64, 4), x))
        x = builder.relu(builder.convolution("4", Self.convolution(64, 64), x))
        let graph = ElementwiseFusion.apply(
            to: builder.finish(output: builder.convolution("5", Self.convolution(2, 64), x)))
        let found = formats(of: graph, .int8, limits: Self.limits).map(\.type)
        // "1" and "2" are 0.4 % of the work and "3" another 6 %: what "1" and "2" read stays.
        #expect(found == [.bfloat16, .unsigned8, .unsigned8, .unsigned8, .float32])
    }

    /// What moves or averages gives the format that it reads; so what is before it must suit whoever is behind.
    @Test func changesOfSizeHandTheFormatOn() {
        var builder = GraphBuilder(input: Shape(1, 16, 16))
        var x = builder.relu(builder.convolution("1", Self.convolution(16, 1), builder.input))
        x = builder.subsampling(builder.relu(builder.convolution("2", Self.convolution(16, 16), x)), interval: 2)
        let graph = builder.finish(output: builder.convolution("3", Self.convolution(2, 16), x))
        let found = formats(of: ElementwiseFusion.apply(to: graph), .int8, limits: Self.limits)
        #expect(found[1].type == .unsigned8 && found[2] == found[1])
        // Read by nobody but the output, it is float32, and so is what it is made of.
        let last = ElementwiseFusion.apply(to: builder.finish(output: x))
        #expect(formats(of: last, .int8, limits: Self.limits).suffix(3).dropLast().allSatisfy { $0 == .float32 })
    }
}
