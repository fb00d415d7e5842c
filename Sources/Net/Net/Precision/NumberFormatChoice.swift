/// Chooses the format of every value of a graph whose elementwise steps are fused.
struct NumberFormatChoice {
    private let graph: Graph
    private let precision: Precision
    /// Whether results that cannot be whole numbers are worth keeping in bfloat16.
    private let hasFastBFloat16: Bool
    private let limits: [String: Float]
    /// Of every value by index: the positions of the nodes that read it.
    private var readers: [[Int]]
    /// What the first convolutions read: an error there runs through all other layers.
    private let earlyValues: Set<Value>
    /// Of every value by index: whether it is stored with a sign.
    private let areSigned: [Bool]
    /// Of every value by index.
    private(set) var formats: [NumberFormat]

    /// - Parameters:
    ///   - fastTypes: those that are multiplied and added at least as fast as float32 where the graph runs.
    ///   - limits: as in `Calibration`; for `int8` only.
    init(
        _ graph: Graph, _ precision: Precision, fastTypes: Set<NumberFormat.ElementType>, limits: [String: Float]
    ) {
        self.graph = graph
        self.precision = precision
        hasFastBFloat16 = fastTypes.contains(.bfloat16)
        self.limits = limits
        readers = [[Int]](repeating: [], count: graph.shapes.count)
        formats = [NumberFormat](repeating: .float32, count: graph.shapes.count)
        earlyValues = Self.earlyValues(graph)
        areSigned = Self.areSigned(graph)
        for (position, node) in graph.nodes.enumerated() {
            for operand in node.operands { readers[operand.index].append(position) }
        }
        guard precision != .f32 else { return }
        for node in graph.nodes { formats[node.output.index] = format(of: node) }
    }

    /// What is read by the first convolutions that together do a twenty-fifth of the multiplications. (The mean error
    /// of lite's a and b in `int8` falls from 0.69 to 0.50 by it, at no measurable cost.)
    private static func earlyValues(_ graph: Graph) -> Set<Value> {
        let convolutions = graph.nodes.filter { $0.operation.convolution != nil }
        let total = convolutions.reduce(0) { $0 + graph.multiplications(of: $1) }
        var done = 0
        let early = convolutions.prefix { node in
            done += graph.multiplications(of: node)
            return done * 25 <= total
        }
        return Set(early.map(\.input))
    }

    private func format(of node: Node) -> NumberFormat {
        let readable = readable(node.output)
        guard readable != .float32 else { return .float32 }
        let floating = precision == .bf16 || hasFastBFloat16 ? NumberFormat(type: .bfloat16) : .float32
        switch node.operation.rules.formatRule {
        case .any, .floatingToAny:
            if precision == .int8, let type = wholeType(of: node), let limit = limits[node.name], limit > 0 {
                return NumberFormat(type: type, unit: limit / type.limit)
            }
            return floating
        case .floating:
            return floating
        case .same:
            // It makes neither larger numbers nor a sign.
            return formats[node.input.index]
        case .anyToFloat32, .float32:
            return .float32
        }
    }

    /// The type of a node's result in whole numbers; nil if it stays in floating point.
    func wholeType(of node: Node) -> NumberFormat.ElementType? {
        guard readable(node.output) == .whole, !earlyValues.contains(node.output) else { return nil }
        if graph.sumsStayFloating, !node.addends.isEmpty { return nil }
        switch node.operation.rules.formatRule {
        case .any: break
        case .floatingToAny:
            let isPlain = node.epilogue.isEmpty || (node.epilogue.count == 1 && node.epilogue[0].step.isReLU)
            guard isPlain else { return nil }
        case .floating, .same, .anyToFloat32, .float32: return nil
        }
        return areSigned[node.output.index] ? .signed8 : .unsigned8
    }

    /// The formats in which a value can be read, the next with those before.
    private enum Readable: Int {
        case float32
        case floating
        case whole
    }

    /// Whether sums stay in floating point and `value` is one of what `node` adds up, or all that a sum begins with: an
    /// error there has no other way around it.
    private func isOfStream(_ value: Value, _ node: Node) -> Bool {
        guard graph.sumsStayFloating else { return false }
        if node.addends.contains(value) { return true }
        return node.addends.isEmpty
            && readers[node.output.index].contains { graph.nodes[$0].addends.contains(node.output) }
    }

    /// The formats in which all that read the value can read it.
    private func readable(_ value: Value) -> Readable {
        guard !graph.outputs.contains(value) else { return .float32 }
        var common = Readable.whole
        for position in readers[value.index] {
            let node = graph.nodes[position]
            let own: Readable =
                switch node.operation.rules.formatRule {
                case .any: isOfStream(value, node) ? .floating : .whole
                case .floating, .floatingToAny: .floating
                case .anyToFloat32: node.inputs.dropFirst().contains(value) ? .float32 : .whole
                case .same: node.epilogue.isEmpty ? readable(node.output) : .float32
                case .float32: .float32
                }
            if own.rawValue < common.rawValue { common = own }
        }
        return common
    }

    /// Of every value by index: whether it may be negative, or is summed with one that may: sums happen in place, so
    /// what is summed has one type.
    private static func areSigned(_ graph: Graph) -> [Bool] {
        var areSigned = [Bool](repeating: true, count: graph.shapes.count)
        for node in graph.nodes {
            var isSigned =
                node.operation.rules.keepsSign ? node.inputs.contains { areSigned[$0.index] } : true
            for fused in node.epilogue {
                isSigned = fused.step.isSigned([isSigned] + (fused.operand.map { [areSigned[$0.index]] } ?? []))
            }
            areSigned[node.output.index] = isSigned
        }
        // A sign spreads over sums in both directions, through changes of size.
        var isSettled = false
        while !isSettled {
            isSettled = true
            for node in graph.nodes {
                var joined = node.addends
                if node.operation.rules.formatRule == .same { joined.append(node.input) }
                joined.append(node.output)
                guard joined.contains(where: { areSigned[$0.index] }) else { continue }
                for value in joined where !areSigned[value.index] {
                    areSigned[value.index] = true
                    isSettled = false
                }
            }
        }
        return areSigned
    }
}
