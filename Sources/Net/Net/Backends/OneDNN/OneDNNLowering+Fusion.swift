internal import OneDNNShim

// Which of the steps that follow an operation go into it.
extension OneDNNLowering {
    /// An operation with the steps that went into it and those that must follow.
    struct Fusion {
        var operation: OneDNNOperation
        var fused: [Step]
        var rest: [Step]
    }

    /// Tries to fuse as many of the steps as an implementation that is not oneDNN's plain loops takes.
    ///
    /// `sizes` are those of the result, `types` its type if all steps were fused and if not; `make` builds the
    /// operation for a destination and steps, nil where oneDNN has none.
    func chooseFusion(
        _ epilogue: [Step], _ sizes: [Int], _ types: (complete: onednn_type, partial: onednn_type), _ node: Node,
        _ make: (OneDNNLayout, [Step]) throws(NetError) -> OneDNNOperation?
    ) throws(NetError) -> Fusion? {
        var fallback: Fusion?
        for count in (0...min(epilogue.count, Int(ONEDNN_MAXIMUM_STEPS))).reversed() {
            // Two of them in one operation have the first one's numbers in 2.6.3's generated code.
            if epilogue.prefix(count).count(where: { $0.kind == .linear }) > 1 { continue }
            let rest = Array(epilogue.dropFirst(count))
            let type = rest.isEmpty ? types.complete : types.partial
            let open = try OneDNNLayout(type, sizes: sizes, strides: nil)
            for fused in accumulating(Array(epilogue.prefix(count)), type, node) + [Array(epilogue.prefix(count))] {
                let accumulated = fused.first { $0.kind == .accumulate }?.operand
                guard let operation = try make(accumulated?.layout ?? open, fused) else { continue }
                let result = try operation.layout(.destination)
                // A sum of two layouts is only fast, and only right, where they and their units are the same.
                let fits = fused.allSatisfy { step in
                    guard step.value != nil, let operand = step.operand else { return true }
                    return operand.layout == result && (step.kind == .accumulate || step.alpha == 1)
                }
                guard fits else { continue }
                let fusion = Fusion(operation: operation, fused: fused, rest: rest)
                if !operation.isReference { return fusion }
                if fallback == nil { fallback = fusion }
            }
        }
        return fallback
    }

    /// The steps with the addition of a value turned into an accumulation in that value's buffer, where the buffer may
    /// be overwritten: nothing to read besides, nothing to reserve.
    private func accumulating(_ steps: [Step], _ type: onednn_type, _ node: Node) -> [[Step]] {
        guard
            let index = steps.firstIndex(where: { step in
                guard step.kind == .add, let value = step.value else { return false }
                return step.operand?.layout.type == type && node.operands.count { $0 == value } == 1
                    && mayReplace(value)
            })
        else { return [] }
        var accumulating = steps
        accumulating[index].kind = .accumulate
        return [accumulating]
    }

    /// Appends an operation that makes the node's result, in a buffer of the layout it chose, and the steps that were
    /// not fused into it. With an accumulating step the result takes that step's operand's place.
    mutating func finish(
        _ fusion: Fusion, _ arguments: [(role: onednn_role, tensor: Located)], _ node: Node, isSplit: Bool = false
    ) throws(NetError) {
        var destination: Located
        var target: Located
        if let accumulated = fusion.fused.first(where: { $0.kind == .accumulate })?.operand {
            destination = inherit(accumulated, for: node.output)
            target = destination
        } else {
            let layout = try fusion.operation.layout(.destination)
            let isKept = layout.type == plan.format(node.output).type.oneDNN
            destination = reserve(layout, for: isKept ? node.output : nil)
            target = fusion.rest.isEmpty ? destination : reserve(layout)
        }
        destination.isSplit = isSplit
        target.isSplit = isSplit
        try append(
            fusion.operation, arguments + [(.destination, target)] + operands(fusion.fused), name: node.name)
        try apply(fusion.rest, from: target, to: destination, name: node.name)
        try keep(destination, node)
    }

    /// Makes a tensor the node's result, in the type that the plan keeps it in.
    mutating func keep(_ tensor: Located, _ node: Node) throws(NetError) {
        let type = plan.format(node.output).type.oneDNN
        if tensor.layout.type == type {
            located[node.output.index] = tensor
            return
        }
        let kept = reserve(try Self.channelsLast(plan.graph.shape(node.output), type), for: node.output)
        try reorder(tensor, into: kept, name: node.name)
        located[node.output.index] = kept
    }
}
