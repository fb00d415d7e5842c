extension WeightTensor {
    /// True if the elements lie one after another in row-major order, as most tensors do.
    package var isContiguous: Bool {
        let contiguous = TensorLayout.contiguousStrides(shape)
        // The stride of an axis with one place, or of a tensor without elements, is never used.
        return elementCount == 0
            || shape.indices.allSatisfy { shape[$0] == 1 || strides[$0] == contiguous[$0] }
    }

    /// The elements in row-major order as float32: exact from float32, float16 and bfloat16, rounded to nearest from
    /// float64. Integers (`num_batches_tracked`) are counts, not weights: `wrongWeights`.
    package func floats() throws(WeightsError) -> [Float] {
        guard dataType.isFloatingPoint else { throw notFloatingPoint }
        return try withBytes { source in
            [Float](unsafeUninitializedCapacity: elementCount) { buffer, count in
                writeFloats(of: source, to: buffer)
                count = elementCount
            }
        }
    }

    /// Lends the bytes from the first to the last element. Throws `unreadableFile` if the file does not have them any
    /// more.
    private func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) throws(WeightsError) -> Result {
        let last = elementCount == 0 ? -1 : zip(shape, strides).reduce(0) { $0 + ($1.0 - 1) * $1.1 }
        do throws(MalformedWeights) {
            return try owner.withBytes(byteOffset..<(byteOffset + (last + 1) * dataType.byteCount), body)
        } catch {
            throw WeightsError(.unreadableFile, operation: "read weights", path: owner.path, reason: error.reason)
        }
    }

    /// Lends the file's own bytes if they are what `floats()` would return: float32, contiguous, and aligned to 4 bytes
    /// (always in PyTorch's zip files and in safetensors files of float32, seldom in PyTorch's old format). Nil if they
    /// are not. The buffer is valid only inside `body`. Throws `unreadableFile` as `floats` does.
    package func withFloatsIfContiguous<Result>(
        _ body: (UnsafeBufferPointer<Float>) -> Result
    ) throws(WeightsError) -> Result? {
        guard dataType == .float32, isContiguous, elementCount > 0 else { return nil }
        return try withBytes { lent in
            guard Int(bitPattern: lent.baseAddress) % MemoryLayout<Float>.alignment == 0 else { return nil }
            return body(lent.assumingMemoryBound(to: Float.self))
        }
    }

    /// Gives back the memory of the file that it is in, until it is next read.
    package func releaseFile() { owner.release() }

    /// The elements in row-major order, in the file's own type, least significant byte first. Throws `unreadableFile`
    /// as `floats` does.
    package func elementBytes() throws(WeightsError) -> [UInt8] {
        try withBytes { elementBytes(of: $0) }
    }

    private func elementBytes(of source: UnsafeRawBufferPointer) -> [UInt8] {
        let size = dataType.byteCount
        guard !isContiguous else { return Array(source[..<(elementCount * size)]) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(elementCount * size)
        forEachRun { first, stride, count in
            for index in 0..<count {
                let start = (first + index * stride) * size
                bytes += source[start..<(start + size)]
            }
        }
        return bytes
    }

    private var notFloatingPoint: WeightsError {
        WeightsError(
            .wrongWeights, operation: "read weights", reason: "a tensor of \(dataType) holds no floating-point numbers")
    }

    private func writeFloats(of source: UnsafeRawBufferPointer, to destination: UnsafeMutableBufferPointer<Float>) {
        guard var place = destination.baseAddress else { return }
        forEachRun { first, stride, count in
            dataType.convert(source, first, stride, count, place)
            place += count
        }
    }

    /// Calls `body` for runs of elements that together are all of them in row-major order: the number of a run's first
    /// element, the distance between its elements and how many they are.
    private func forEachRun(_ body: (_ first: Int, _ stride: Int, _ count: Int) -> Void) {
        guard elementCount > 0 else { return }
        guard !isContiguous, let runCount = shape.last, let runStride = strides.last else {
            return body(0, 1, elementCount)
        }
        // One run along the last axis for each place of the others, which turn like an odometer.
        var place = [Int](repeating: 0, count: shape.count - 1)
        for _ in 0..<(elementCount / runCount) {
            body(zip(place, strides).reduce(0) { $0 + $1.0 * $1.1 }, runStride, runCount)
            for axis in place.indices.reversed() {
                place[axis] += 1
                if place[axis] < shape[axis] { break }
                place[axis] = 0
            }
        }
    }
}

extension DataType {
    /// Whether its values are weights; integers are counts.
    package var isFloatingPoint: Bool {
        switch self {
        case .float32, .float64, .float16, .bfloat16: true
        case .int64, .int32, .int16, .int8, .uint8, .bool: false
        }
    }

    /// Converts `count` elements of a floating-point type, `stride` elements apart from the one numbered `first` on.
    fileprivate func convert(
        _ source: UnsafeRawBufferPointer, _ first: Int, _ stride: Int, _ count: Int,
        _ destination: UnsafeMutablePointer<Float>
    ) {
        let size = byteCount
        // Whoever made the tensor has checked this; in memory that is read without checks it is worth a second look.
        precondition(first >= 0 && stride >= 0 && (first + (count - 1) * stride + 1) * size <= source.count)
        guard let base = source.baseAddress.map({ $0 + first * size }) else { return }
        switch self {
        case .float32 where stride == 1:
            UnsafeMutableRawPointer(destination).copyMemory(from: base, byteCount: count * size)
        case .float32:
            for index in 0..<count {
                destination[index] = base.loadUnaligned(fromByteOffset: index * stride * size, as: Float.self)
            }
        case .float64:
            for index in 0..<count {
                destination[index] = Float(base.loadUnaligned(fromByteOffset: index * stride * size, as: Double.self))
            }
        case .float16:
            for index in 0..<count {
                let bits = base.loadUnaligned(fromByteOffset: index * stride * size, as: UInt16.self)
                destination[index] = Float(float16Bits: bits)
            }
        case .bfloat16:
            for index in 0..<count {
                let bits = base.loadUnaligned(fromByteOffset: index * stride * size, as: UInt16.self)
                destination[index] = Float(bitPattern: UInt32(bits) << 16)
            }
        case .int64, .int32, .int16, .int8, .uint8, .bool:
            preconditionFailure("integers are refused before")
        }
    }
}

extension Float {
    /// The value of an IEEE 754 half, exactly; bits of a NaN are kept. Without F16C, which a plain x86-64 build may not
    /// use, `Float(Float16)` is a call for each element; this is a handful of integer operations.
    @inline(__always)
    init(float16Bits half: UInt16) {
        let sign = UInt32(half & 0x8000) << 16
        // Exponent and fraction in their new places; the exponent still counts from 15 instead of 127.
        let magnitude = UInt32(half & 0x7FFF) << 13
        let rebias: UInt32 = (127 - 15) << 23
        let bits: UInt32
        if magnitude >= 0x1F << 23 {
            bits = magnitude + 2 * rebias
        } else if magnitude >= 1 << 23 {
            bits = magnitude + rebias
        } else {
            // Subnormal: read as 2⁻¹⁴ × 1.fraction, the 1 taken off again.
            let one = rebias + 1 << 23
            bits = (Float(bitPattern: magnitude + one) - Float(bitPattern: one)).bitPattern
        }
        self = Float(bitPattern: bits | sign)
    }
}
