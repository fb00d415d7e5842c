/// A graph made ready for a back end: elementwise steps fused, and known of every value how long it is needed and in
/// which format it is kept.
struct Plan: Sendable {
    let graph: Graph
    let precision: Precision
    /// What the back end can do that it was made for.
    let capabilities: BackendCapabilities
    /// Of every value, by index.
    let formats: [NumberFormat]
    /// Whether float32 convolutions may be computed in Winograd's way, which is faster, takes four times the memory for
    /// weights and rounds a little more.
    let allowsWinograd: Bool
    /// Of every value, by index: the positions of the nodes during which it must be kept, from the one that makes it to
    /// the last that reads it. The input is there from position 0; outputs are read at position `nodes.count`.
    let lifetimes: [Range<Int>]

    /// - Parameters:
    ///   - capabilities: of the back end that will compile it.
    ///   - limits: as in `Calibration`, for `int8` only; results that it does not name stay in floating point.
    init(
        _ original: Graph, for capabilities: BackendCapabilities, precision: Precision = .f32,
        limits: [String: Float] = [:], allowsWinograd: Bool = true
    ) {
        let graph = ElementwiseFusion.apply(to: original)
        formats = NumberFormatChoice(graph, precision, fastTypes: capabilities.fastTypes, limits: limits).formats
        self.capabilities = capabilities
        self.precision = precision
        self.allowsWinograd = allowsWinograd
        var lifetimes = [Range<Int>](repeating: 0..<0, count: graph.shapes.count)
        lifetimes[graph.input.index] = 0..<1
        for (position, node) in graph.nodes.enumerated() {
            for operand in node.operands {
                lifetimes[operand.index] = lifetimes[operand.index].lowerBound..<(position + 1)
            }
            lifetimes[node.output.index] = position..<(position + 1)
        }
        for output in graph.outputs.map(\.index) {
            lifetimes[output] = lifetimes[output].lowerBound..<(graph.nodes.count + 1)
        }
        self.graph = graph
        self.lifetimes = lifetimes
    }

    func format(_ value: Value) -> NumberFormat { formats[value.index] }

    /// Whether nobody needs the value after the node at `position`.
    func isLastUse(of value: Value, at position: Int) -> Bool {
        lifetimes[value.index].upperBound == position + 1
    }
}
