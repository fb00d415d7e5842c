internal import OneDNNShim

/// Turns a plan into oneDNN operations: asks for the layouts that oneDNN likes best, packs the weights into them, and
/// notes which buffers are needed when. `OneDNNExecutor` then reserves the memory and compiles.
struct OneDNNLowering {
    /// Where an argument's bytes are.
    enum Place {
        /// In the arena: the position of its request in `requests`.
        case arena(Int)
        case constant(TensorBuffer)
    }

    /// A tensor with its place.
    struct Located {
        var layout: OneDNNLayout
        var place: Place
        /// From the start of the place: for a view of part of what is there.
        var byteOffset = 0
        /// Whether it holds the four pictures of `split` instead of the one.
        var isSplit = false
    }

    /// Something to be done, with what it works on.
    struct Stage {
        enum Work {
            case operation(OneDNNOperation, arguments: [(role: onednn_role, tensor: Located)])
            /// For a range of the pixels of `result`, whose scores are all that `scores` holds.
            case annealedMean(AnnealedMeanKernel, scores: Located, result: Located, pixels: Range<Int>)
            case kernel(any NetKernel, tensors: [Located])
        }

        var work: Work
        /// Of the node that it belongs to.
        var name: String
    }

    let engine: OneDNNEngine
    let plan: Plan
    private(set) var stages: [Stage] = []
    private(set) var requests: [ArenaLayout.Request] = []
    /// Of every value that has been made, by index.
    var located: [Located?]
    /// Of every node: how many stages there are once its result is made, and where that is.
    private(set) var results: [(stageCount: Int, tensor: Located)] = []
    /// The node that is being lowered: the clock of `requests`.
    private(set) var position = 0

    /// The graph's input and outputs in row-major order.
    private(set) var input: Located
    private(set) var outputs: [Located] = []

    init(_ plan: Plan, engine: OneDNNEngine) throws(NetError) {
        self.plan = plan
        self.engine = engine
        let graph = plan.graph
        let nodeCount = graph.nodes.count
        let inputLayout = try Self.plainLayout(graph.shape(graph.input))
        requests = [.init(byteCount: inputLayout.byteCount, lifetime: plan.lifetimes[graph.input.index])]
        input = Located(layout: inputLayout, place: .arena(0))
        located = [Located?](repeating: nil, count: graph.shapes.count)
        located[graph.input.index] = input
        for (position, node) in graph.nodes.enumerated() {
            self.position = position
            try lower(node)
            results.append((stages.count, tensor(of: node.output)))
        }
        position = nodeCount
        for value in graph.outputs {
            let output = reserve(try Self.plainLayout(graph.shape(value)))
            try reorder(find(value), into: output, name: "output")
            outputs.append(output)
        }
    }

    /// oneDNN's sizes of a value. Tokens are the pixels of a picture that is one pixel wide: then a linear layer is a
    /// 1×1 convolution, which oneDNN computes with the code of its matrix product (brgemm), and everything that is
    /// known of convolutions (formats, fusion, calibration) holds for linear layers too.
    static func sizes(_ shape: Shape) -> [Int] { [1] + planes(shape).sizes }

    /// The planes that have a value's numbers.
    static func planes(_ shape: Shape) -> Shape {
        shape.isTokens ? Shape(shape.tokenWidth, shape.tokenCount, 1) : shape
    }

    /// The value's numbers in row-major order.
    static func plainLayout(_ shape: Shape) throws(NetError) -> OneDNNLayout {
        shape.isTokens ? try channelsLast(shape) : try OneDNNLayout(rowMajor: sizes(shape))
    }

    /// The channels of each pixel together, or the numbers of each token.
    static func channelsLast(_ shape: Shape, _ type: onednn_type = .float32) throws(NetError) -> OneDNNLayout {
        let planes = planes(shape)
        return try channelsLast(planes, pixelStride: 1, rowStride: planes.width, type)
    }

    // MARK: values and buffers

    func tensor(of value: Value) -> Located {
        guard let tensor = located[value.index] else { preconditionFailure("a node reads a value before it is made") }
        return tensor
    }

    /// The value as one picture.
    mutating func find(_ value: Value) throws(NetError) -> Located {
        let tensor = tensor(of: value)
        guard tensor.isSplit else { return tensor }
        let joined = try joined(tensor, value)
        located[value.index] = joined
        return joined
    }

    /// A new buffer that lives as long as `value`, or during this node only.
    mutating func reserve(_ layout: OneDNNLayout, for value: Value? = nil) -> Located {
        let lifetime = value.map { plan.lifetimes[$0.index] } ?? position..<(position + 1)
        requests.append(.init(byteCount: layout.byteCount, lifetime: lifetime))
        return Located(layout: layout, place: .arena(requests.count - 1))
    }

    /// Whether this node may overwrite `value`'s buffer with its result.
    func mayReplace(_ value: Value) -> Bool {
        guard case .arena = tensor(of: value).place else { return false }
        return plan.isLastUse(of: value, at: position)
    }

    /// Gives a dying value's buffer to the node's result.
    mutating func inherit(_ tensor: Located, for value: Value) -> Located {
        if case .arena(let request) = tensor.place {
            let end = max(requests[request].lifetime.upperBound, plan.lifetimes[value.index].upperBound)
            requests[request].lifetime = requests[request].lifetime.lowerBound..<end
        }
        return tensor
    }

    /// Adds an operation, with the scratchpad it asks for.
    mutating func append(
        _ operation: OneDNNOperation, _ arguments: [(role: onednn_role, tensor: Located)], name: String
    ) throws(NetError) {
        append(.operation(operation, arguments: arguments + (try scratchpad(of: operation))), name: name)
    }

    mutating func append(_ work: Stage.Work, name: String) { stages.append(Stage(work: work, name: name)) }

    /// The scratchpad that an operation asks for, if it does.
    mutating func scratchpad(of operation: OneDNNOperation) throws(NetError) -> [(
        role: onednn_role, tensor: Located
    )] {
        let layout = try operation.layout(.scratchpad)
        return layout.byteCount > 0 ? [(.scratchpad, reserve(layout))] : []
    }

    mutating func reorder(_ source: Located, into destination: Located, name: String) throws(NetError) {
        guard let copy = try OneDNNOperation.reorder(source.layout, destination.layout, engine: engine) else {
            throw unsupported(name)
        }
        try append(copy, [(.source, source), (.destination, destination)], name: name)
    }

    /// The tensor itself if it has that layout, else a copy that has it.
    mutating func reordered(_ source: Located, to layout: OneDNNLayout, name: String) throws(NetError)
        -> Located
    {
        if source.layout == layout { return source }
        var copy = reserve(layout)
        copy.isSplit = source.isSplit
        try reorder(source, into: copy, name: name)
        return copy
    }

    /// The value, moved to a layout that this node reads if a later sum reads it, too: what is summed must lie in one
    /// layout.
    mutating func moved(_ value: Value, to layout: OneDNNLayout, name: String) throws(NetError) -> Located {
        let source = try find(value)
        let isSummedLater = plan.graph.nodes[(position + 1)...].contains { $0.addends.contains(value) }
        guard isSummedLater, source.layout != layout, source.layout.type == layout.type else { return source }
        requests.append(
            .init(byteCount: layout.byteCount, lifetime: position..<plan.lifetimes[value.index].upperBound))
        let copy = Located(layout: layout, place: .arena(requests.count - 1))
        try reorder(source, into: copy, name: name)
        if case .arena(let request) = source.place {
            requests[request].lifetime = requests[request].lifetime.lowerBound..<(position + 1)
        }
        located[value.index] = copy
        return copy
    }

    func unsupported(_ name: String) -> NetError {
        NetError(.execution, operation: "build \(name)", reason: "this oneDNN has no kernel for it")
    }

    /// Packs a constant whose row-major order is described by `plain` into `layout`, straight from the weights file's
    /// bytes where those are plain floats.
    func pack(_ constant: Constant, plain: OneDNNLayout, into layout: OneDNNLayout) throws(NetError)
        -> Located
    {
        let packed = try TensorBuffer(byteCount: layout.byteCount)
        guard let copy = try OneDNNOperation.reorder(plain, layout, engine: engine) else {
            throw unsupported("packed weights")
        }
        // oneDNN's interface has no read-only memory; a reorder does not write to its source.
        func run(_ floats: UnsafeBufferPointer<Float>) throws(NetError) {
            guard let start = floats.baseAddress, floats.count * MemoryLayout<Float>.stride >= plain.byteCount
            else { throw unsupported("packed weights") }
            let source = UnsafeMutableRawPointer(mutating: start)
            var arguments: [(role: onednn_role, memory: OneDNNMemory)] = [
                (.source, try OneDNNMemory(plain, engine: engine, bytes: source)),
                (.destination, try OneDNNMemory(layout, engine: engine, bytes: packed.start)),
            ]
            let scratchpad = try copy.layout(.scratchpad)
            let scratch = try TensorBuffer(byteCount: scratchpad.byteCount)
            if scratchpad.byteCount > 0 {
                arguments.append((.scratchpad, try OneDNNMemory(scratchpad, engine: engine, bytes: scratch.start)))
            }
            try copy.compile()
            try copy.execute(OneDNNArguments(arguments), engine: engine)
            try engine.wait()
            withExtendedLifetime(scratch) {}
        }
        try constant.withFloats(run)
        // So that the file and all that is made of it are never in memory together.
        if constant.shape.reduce(1, *) > 1 << 18 { constant.releaseFile() }
        return Located(layout: layout, place: .constant(packed))
    }
}
