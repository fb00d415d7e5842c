import Testing

@testable import Net

@Suite struct ElementwiseFusionTests {
    private func convolution(_ builder: inout GraphBuilder, _ x: Value) -> Value {
        let channels = builder.shape(x).channels
        let weights = Constant.values(
            [Float](repeating: 0, count: channels * channels), shape: [channels, channels, 1, 1])
        return builder.convolution("convolution", Convolution(weights: weights), x)
    }

    /// What is left of each node: its operation and how many steps follow.
    private func describe(_ graph: Graph) -> [String] {
        ElementwiseFusion.apply(to: graph).nodes.map { node in
            switch node.operation {
            case .convolution: "convolution+\(node.epilogue.count)"
            case .transposedConvolution: "transposed+\(node.epilogue.count)"
            case .elementwise: "elementwise+\(node.epilogue.count)"
            case .subsampling: "subsampling+\(node.epilogue.count)"
            case .upsampling: "upsampling+\(node.epilogue.count)"
            case .annealedMean: "annealed mean+\(node.epilogue.count)"
            default: "other+\(node.epilogue.count)"
            }
        }
    }

    @Test func stepsFollowTheirProducer() {
        var builder = GraphBuilder(input: Shape(2, 4, 4))
        var x = convolution(&builder, builder.input)
        x = builder.elementwise("tanh", .tanh, builder.relu(x))
        x = builder.relu(builder.subsampling(x, interval: 2))
        x = builder.relu6(builder.upsampling(x, factor: 2))
        #expect(
            describe(builder.finish(output: x)) == ["convolution+2", "subsampling+0", "elementwise+0", "upsampling+1"])
    }

    @Test func aValueThatOthersReadStaysAsItIs() {
        var builder = GraphBuilder(input: Shape(2, 4, 4))
        let x = convolution(&builder, builder.input)
        let y = builder.relu(x)
        let z = convolution(&builder, x)
        #expect(
            describe(builder.finish(output: builder.shape(y) == builder.shape(z) ? z : y))
                == ["convolution+0", "elementwise+0", "convolution+0"])
    }

    @Test func theOutputStaysAsItIs() {
        var builder = GraphBuilder(input: Shape(2, 4, 4))
        let x = convolution(&builder, builder.input)
        _ = builder.relu(x)
        #expect(describe(builder.finish(output: x)) == ["convolution+0", "elementwise+0"])
    }

    @Test(arguments: [true, false]) func aSumBelongsToTheLaterOfTheTwo(laterFirst: Bool) {
        var builder = GraphBuilder(input: Shape(2, 4, 4))
        let early = convolution(&builder, builder.input)
        let late = convolution(&builder, builder.input)
        let sum = builder.relu(laterFirst ? builder.add(late, early) : builder.add(early, late))
        let fused = ElementwiseFusion.apply(to: builder.finish(output: sum))
        #expect(fused.nodes.count == 2)
        #expect(fused.nodes[0].epilogue.isEmpty)
        #expect(fused.nodes[1].epilogue.count == 2)
        #expect(fused.nodes[1].operands.contains(early))
        #expect(fused.nodes[1].output == sum)
    }

    @Test func everyOperandExistsWhenItIsRead() {
        var builder = GraphBuilder(input: Shape(2, 4, 4))
        let early = convolution(&builder, builder.input)
        let between = builder.subsampling(early, interval: 1)
        // The first operand is made last, but by a node that takes no steps.
        let sum = builder.add(between, early)
        let fused = ElementwiseFusion.apply(to: builder.finish(output: sum))
        var made: Set<Value> = [fused.input]
        for node in fused.nodes {
            #expect(node.operands.allSatisfy(made.contains))
            made.insert(node.output)
        }
        #expect(fused.outputs.allSatisfy(made.contains))
    }
}
