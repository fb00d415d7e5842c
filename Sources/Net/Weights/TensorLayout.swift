/// Sizes and strides of a tensor, known to be countable: no product or sum of them leaves `Int`.
struct TensorLayout {
    let shape: [Int]
    /// Distance between neighbours along each axis, in elements.
    let strides: [Int]
    let elementCount: Int
    /// Elements from the first to the last one reached, both counted; 0 if there is none.
    let extent: Int

    /// A tensor whose last axis is contiguous and whose other axes follow without gap.
    init(contiguous shape: [Int], name: String) throws(MalformedWeights) {
        elementCount = try Self.elementCount(shape, name: name)
        self.shape = shape
        strides = Self.contiguousStrides(shape)
        extent = elementCount
    }

    /// A tensor as PyTorch describes one, with strides of its own.
    init(shape: [Int], strides: [Int], name: String) throws(MalformedWeights) {
        let shown = "tensor \(MalformedWeights.quoted(name))"
        guard shape.count == strides.count else {
            throw MalformedWeights("\(shown) has \(shape.count) sizes but \(strides.count) strides")
        }
        elementCount = try Self.elementCount(shape, name: name)
        var last = 0
        for (size, stride) in zip(shape, strides) where elementCount > 0 {
            let (reach, reachOverflow) = (size - 1).multipliedReportingOverflow(by: stride)
            let (sum, sumOverflow) = last.addingReportingOverflow(reach)
            guard stride >= 0, !reachOverflow, !sumOverflow, sum < Int.max else {
                throw MalformedWeights("\(shown) has the impossible strides \(strides)")
            }
            last = sum
        }
        extent = elementCount > 0 ? last + 1 : 0
        // Also what bounds the memory a copy takes by the size of the file.
        guard extent >= elementCount else {
            throw MalformedWeights("\(shown) reaches the same element more than once (strides \(strides))")
        }
        self.shape = shape
        self.strides = strides
    }

    static func contiguousStrides(_ shape: [Int]) -> [Int] {
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in shape.indices.dropLast().reversed() {
            // Sizes of 0 are passed over, as PyTorch does; no element is reached then anyway.
            strides[axis] = strides[axis + 1] * max(shape[axis + 1], 1)
        }
        return strides
    }

    private static func elementCount(_ shape: [Int], name: String) throws(MalformedWeights) -> Int {
        let shown = "tensor \(MalformedWeights.quoted(name))"
        guard shape.count <= WeightsLimit.rank else {
            throw MalformedWeights("\(shown) has \(shape.count) axes; the limit is \(WeightsLimit.rank)")
        }
        // Zeros are left out of the product, so that the strides can be computed whatever their place.
        var product = 1
        for size in shape {
            let (next, overflow) = product.multipliedReportingOverflow(by: max(size, 1))
            guard size >= 0, !overflow else {
                throw MalformedWeights("\(shown) has the impossible shape \(shape)")
            }
            product = next
        }
        return shape.contains(0) ? 0 : product
    }
}
