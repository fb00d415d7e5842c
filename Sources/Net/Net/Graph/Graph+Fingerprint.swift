extension Graph {
    /// A number that changes with the network's biases: enough to tell one training from another, since no two agree in
    /// all of them.
    ///
    /// FNV-1a, 64 bits (Fowler, Noll and Vo; RFC 9923), over the biases' bytes.
    func fingerprint() throws(NetError) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for node in nodes {
            guard let convolution = node.operation.convolution, let bias = convolution.bias else { continue }
            for value in try bias.floats() {
                for shift in stride(from: 0, to: 32, by: 8) {
                    hash = (hash ^ UInt64((value.bitPattern >> UInt32(shift)) & 0xff)) &* 0x0000_0100_0000_01b3
                }
            }
        }
        return hash
    }
}
