internal import Weights

/// A tensor that is known when a network is built: in a weights file still, or computed from one.
indirect enum Constant: Sendable {
    case tensor(WeightTensor)
    /// Row-major values of a shape, outermost size first.
    case values([Float], shape: [Int])
    /// Values that are computed each time they are read, so that large ones are not kept beside the packed weights.
    case computed(shape: [Int], @Sendable () throws(NetError) -> [Float])
    /// Another's values in a shape of as many elements.
    case reshaped(Constant, shape: [Int])

    var shape: [Int] {
        switch self {
        case .tensor(let tensor): tensor.shape
        case .values(_, let shape), .computed(let shape, _), .reshaped(_, let shape): shape
        }
    }

    /// The values in row-major order, copied.
    func floats() throws(NetError) -> [Float] {
        switch self {
        case .tensor(let tensor): try NetError.reading { () throws(WeightsError) in try tensor.floats() }
        case .values(let values, _): values
        case .computed(_, let compute): try compute()
        case .reshaped(let constant, _): try constant.floats()
        }
    }

    /// Each value times `factor`.
    func scaled(by factor: Float) throws(NetError) -> Constant {
        factor == 1 ? self : .values(try floats().map { factor * $0 }, shape: shape)
    }

    /// Gives back the memory of the file that it is in, until it is next read.
    func releaseFile() {
        switch self {
        case .tensor(let tensor): tensor.releaseFile()
        case .reshaped(let constant, _): constant.releaseFile()
        case .values, .computed: break
        }
    }

    /// Lends the values in row-major order to `body`, without copying where the file holds them so.
    func withFloats(_ body: (UnsafeBufferPointer<Float>) throws(NetError) -> Void) throws(NetError) {
        if case .reshaped(let constant, _) = self { return try constant.withFloats(body) }
        // The functions that lend memory know no typed throws: the outcome goes around them.
        var outcome: Result<Void, NetError>?
        func attempt(_ floats: UnsafeBufferPointer<Float>) {
            do throws(NetError) {
                try body(floats)
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
        }
        if case .tensor(let tensor) = self {
            _ = try NetError.reading { () throws(WeightsError) in try tensor.withFloatsIfContiguous(attempt) }
        }
        if outcome == nil { try floats().withUnsafeBufferPointer(attempt) }
        try outcome?.get()
    }
}
