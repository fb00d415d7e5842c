internal import OneDNNShim

// Owners of the shim's handles: one pointer and a deinit each. None is Sendable: they belong to an executor, which is
// used by one thread at a time.

/// Throws unless the call succeeded.
private func check(_ status: onednn_status, _ operation: String) throws(NetError) {
    let reason: String
    switch status {
    case .ok: return
    case .out_of_memory: reason = "oneDNN is out of memory"
    case .invalid_arguments: reason = "oneDNN was given something it does not accept"
    case .unimplemented: reason = "this oneDNN has no kernel for it"
    case .runtime_error: reason = "oneDNN failed while running"
    case .unexpected: reason = "oneDNN gave a status that this program does not know"
    }
    throw NetError(.execution, operation: operation, reason: reason)
}

/// Runs a `…_create`; nil if oneDNN answered that it has no such thing.
private func create(
    _ operation: String, _ body: (UnsafeMutablePointer<OpaquePointer?>) -> onednn_status
) throws(NetError) -> OpaquePointer? {
    var pointer: OpaquePointer?
    let status = body(&pointer)
    if status == .unimplemented { return nil }
    try check(status, operation)
    return pointer
}

/// As `create`, where having no such thing is a failure.
private func createAlways(
    _ operation: String, _ body: (UnsafeMutablePointer<OpaquePointer?>) -> onednn_status
) throws(NetError) -> OpaquePointer {
    guard let pointer = try create(operation, body) else {
        throw NetError(.execution, operation: operation, reason: "this oneDNN has no kernel for it")
    }
    return pointer
}

/// The processor, as oneDNN sees it.
final class OneDNNEngine {
    fileprivate let pointer: OpaquePointer
    /// Whose queue this is, if it is another's: must live as long.
    private let owner: OneDNNEngine?

    init() throws(NetError) {
        onednn_wait_briefly()
        owner = nil
        pointer = try createAlways("start oneDNN") { onednn_engine_create($0) }
    }

    /// Another queue of work on an engine.
    init(queueOn engine: OneDNNEngine) throws(NetError) {
        owner = engine
        pointer = try createAlways("start oneDNN") { onednn_engine_create_queue($0, engine.pointer) }
    }

    deinit { onednn_engine_destroy(pointer) }

    /// Returns when everything that was executed is done.
    func wait() throws(NetError) {
        try check(onednn_engine_wait(pointer), "run the network")
    }

    /// Makes what the calling thread builds and runs from now on use so many threads.
    static func setThreadCount(_ count: Int) throws(NetError) {
        let status = onednn_set_thread_count(Int32(clamping: count))
        // Without OpenMP oneDNN chooses for itself: slower or faster, but right.
        if status != .unimplemented { try check(status, "set the number of threads") }
    }

    /// Whether the processor multiplies and adds this type at least as fast as float32.
    static func isFast(_ type: onednn_type) -> Bool { onednn_is_fast(type) }

    /// Processors that this process may use, at least 1.
    static var usableProcessorCount: Int { Int(onednn_usable_processor_count()) }
}

/// Type, sizes and order in memory of a tensor.
final class OneDNNLayout {
    fileprivate let pointer: OpaquePointer

    fileprivate init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    /// A layout with these distances between neighbours along each axis, in elements; nil: as oneDNN likes.
    init(_ type: onednn_type = .float32, sizes: [Int], strides: [Int]?) throws(NetError) {
        let sizes = sizes.map(Int64.init)
        let strides = strides?.map(Int64.init)
        pointer = try createAlways("describe a tensor") {
            onednn_layout_create($0, type, Int32(clamping: sizes.count), sizes, strides)
        }
    }

    /// A layout in row-major order.
    convenience init(_ type: onednn_type = .float32, rowMajor sizes: [Int]) throws(NetError) {
        var strides = [Int](repeating: 1, count: sizes.count)
        for axis in sizes.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * sizes[axis + 1] }
        try self.init(type, sizes: sizes, strides: strides)
    }

    deinit { onednn_layout_destroy(pointer) }

    var byteCount: Int { onednn_layout_byte_count(pointer) }

    var type: onednn_type { onednn_layout_type(pointer) }

    static func == (left: OneDNNLayout, right: OneDNNLayout) -> Bool {
        left === right || onednn_layout_equal(left.pointer, right.pointer)
    }

    static func != (left: OneDNNLayout, right: OneDNNLayout) -> Bool { !(left == right) }
}

extension onednn_type {
    var byteCount: Int {
        switch self {
        case .float32: 4
        case .bfloat16: 2
        case .signed8, .unsigned8: 1
        }
    }
}

/// A layout with a place in memory that somebody else owns.
final class OneDNNMemory {
    fileprivate let pointer: OpaquePointer

    /// `bytes` stay valid as long as this is used.
    init(_ layout: OneDNNLayout, engine: OneDNNEngine, bytes: UnsafeMutableRawPointer) throws(NetError) {
        pointer = try createAlways("place a tensor") {
            onednn_memory_create($0, layout.pointer, engine.pointer, bytes)
        }
    }

    deinit { onednn_memory_destroy(pointer) }
}

/// Arithmetic on every element of an operation's result, as oneDNN can fuse it.
struct OneDNNStep {
    var kind: onednn_step_kind
    var alpha: Float = 0
    var beta: Float = 0
    /// For `add` and `multiply`.
    var operand: OneDNNLayout?
}

/// Calls `body` with the steps as the shim takes them.
private func withShimSteps(
    _ steps: [OneDNNStep], _ body: (UnsafePointer<onednn_step>?, Int32) -> onednn_status
) -> onednn_status {
    withExtendedLifetime(steps) {
        let shimSteps = steps.map {
            onednn_step(kind: $0.kind, alpha: $0.alpha, beta: $0.beta, operand: $0.operand?.pointer)
        }
        return shimSteps.withUnsafeBufferPointer { body($0.baseAddress, Int32(clamping: $0.count)) }
    }
}

/// One computation, with an implementation that oneDNN chose. The functions that make one return nil where this oneDNN
/// has no implementation.
final class OneDNNOperation {
    private let pointer: OpaquePointer
    private var isCompiled = false

    private init?(_ pointer: OpaquePointer?) {
        guard let pointer else { return nil }
        self.pointer = pointer
    }

    deinit { onednn_operation_destroy(pointer) }

    /// What a convolution connects; a layout may be one that oneDNN chooses.
    struct ConvolutionLayouts {
        var source: OneDNNLayout
        var weights: OneDNNLayout
        var bias: OneDNNLayout?
        var destination: OneDNNLayout
    }

    /// How a convolution is computed.
    enum ConvolutionKind {
        case direct
        case winograd
        case transposed
    }

    /// `scales`: what the sums of each output channel are multiplied by before the bias is added; empty for 1.
    static func convolution(
        _ convolution: Convolution, _ kind: ConvolutionKind, _ layouts: ConvolutionLayouts, scales: [Float],
        _ steps: [OneDNNStep], engine: OneDNNEngine
    ) throws(NetError) -> OneDNNOperation? {
        let stride = Int64(convolution.stride)
        let dilation = Int64(convolution.dilation)
        let padding = convolution.padding
        return OneDNNOperation(
            try create("build a convolution") { out in
                withExtendedLifetime(layouts) {
                    scales.withUnsafeBufferPointer { scales in
                        var description = onednn_convolution(
                            source: layouts.source.pointer, weights: layouts.weights.pointer,
                            bias: layouts.bias?.pointer, destination: layouts.destination.pointer,
                            strides: (stride, stride), dilations: (dilation, dilation),
                            padding_before: (Int64(padding.top), Int64(padding.left)),
                            padding_after: (Int64(padding.bottom), Int64(padding.right)),
                            scales: scales.isEmpty ? nil : scales.baseAddress, scale_count: Int64(scales.count),
                            transposed: kind == .transposed, winograd: kind == .winograd)
                        return withShimSteps(steps) {
                            onednn_convolution_create(out, engine.pointer, &description, $0, $1)
                        }
                    }
                }
            })
    }

    /// The bias to give to a convolution with `scales` so that it is added after the multiplication.
    static func convolutionBias(_ bias: Float, scale: Float) -> Float { onednn_convolution_bias(bias, scale) }

    static func subsampling(
        _ source: OneDNNLayout, _ destination: OneDNNLayout, interval: Int, engine: OneDNNEngine
    ) throws(NetError) -> OneDNNOperation? {
        OneDNNOperation(
            try create("build a subsampling") {
                onednn_subsampling_create($0, engine.pointer, source.pointer, destination.pointer, Int64(interval))
            })
    }

    static func resize(
        _ source: OneDNNLayout, _ destination: OneDNNLayout, _ steps: [OneDNNStep], engine: OneDNNEngine
    ) throws(NetError) -> OneDNNOperation? {
        OneDNNOperation(
            try create("build a resize") { out in
                withShimSteps(steps) {
                    onednn_resize_create(out, engine.pointer, source.pointer, destination.pointer, $0, $1)
                }
            })
    }

    static func elementwise(
        _ layout: OneDNNLayout, _ step: OneDNNStep, engine: OneDNNEngine
    ) throws(NetError) -> OneDNNOperation? {
        OneDNNOperation(
            try create("build an elementwise operation") { out in
                withShimSteps([step]) { step, _ in
                    guard let step else { return .invalid_arguments }
                    return onednn_elementwise_create(out, engine.pointer, layout.pointer, step)
                }
            })
    }

    static func reorder(
        _ source: OneDNNLayout, _ destination: OneDNNLayout, engine: OneDNNEngine
    ) throws(NetError) -> OneDNNOperation? {
        OneDNNOperation(
            try create("build a reordering") {
                onednn_reorder_create($0, engine.pointer, source.pointer, destination.pointer)
            })
    }

    /// oneDNN's name of the implementation: "jit:avx512_core".
    var implementation: String { String(cString: onednn_operation_implementation(pointer)) }

    /// Whether it is one of oneDNN's plain loops, an order of magnitude slower than its generated code.
    var isReference: Bool { implementation.hasPrefix("ref") }

    /// The layout that the operation wants for an argument.
    func layout(_ role: onednn_role) throws(NetError) -> OneDNNLayout {
        OneDNNLayout(
            owning: try createAlways("ask for a layout") { onednn_operation_layout(pointer, role, $0) })
    }

    /// Generates the code, unless that is done. Before it is run, on one thread.
    func compile() throws(NetError) {
        if isCompiled { return }
        try check(onednn_operation_compile(pointer), "compile \(implementation)")
        isCompiled = true
    }

    /// Runs it over `arguments`. Several threads may run one operation, each with an engine and memory of its own.
    func execute(_ arguments: OneDNNArguments, engine: OneDNNEngine) throws(NetError) {
        let status = arguments.shim.withUnsafeBufferPointer { buffer -> onednn_status in
            guard let start = buffer.baseAddress else { return .invalid_arguments }
            return onednn_operation_execute(pointer, engine.pointer, start, Int32(clamping: buffer.count))
        }
        try check(status, "run the network")
    }
}

/// What an operation works on.
struct OneDNNArguments {
    fileprivate let shim: [onednn_argument]
    /// Keeps them alive.
    private let memories: [OneDNNMemory]

    init(_ arguments: [(role: onednn_role, memory: OneDNNMemory)]) {
        memories = arguments.map(\.memory)
        shim = arguments.map { onednn_argument(role: $0.role, memory: $0.memory.pointer) }
    }
}
