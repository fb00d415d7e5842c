/// Places buffers that live at different times in one stretch of memory, so that they share it.
struct ArenaLayout {
    struct Request {
        var byteCount: Int
        /// Half-open, in whatever counts time.
        var lifetime: Range<Int>
    }

    /// Of every request, in order.
    let offsets: [Int]
    let byteCount: Int

    /// Largest first, each at the lowest offset where nothing that lives at the same time is in its way.
    init(_ requests: [Request], alignment: Int = TensorBuffer.alignment) {
        var offsets = [Int](repeating: 0, count: requests.count)
        var total = 0
        var placed: [(bytes: Range<Int>, lifetime: Range<Int>)] = []  // By offset.
        let order = requests.indices.sorted {
            (requests[$1].byteCount, $0) < (requests[$0].byteCount, $1)
        }
        for index in order where requests[index].byteCount > 0 {
            let request = requests[index]
            let size = (request.byteCount + alignment - 1) / alignment * alignment
            var offset = 0
            for other in placed where other.lifetime.overlaps(request.lifetime) {
                if offset + size <= other.bytes.lowerBound { break }
                offset = max(offset, other.bytes.upperBound)
            }
            offsets[index] = offset
            total = max(total, offset + size)
            let bytes = offset..<(offset + size)
            let position = placed.firstIndex { $0.bytes.lowerBound > offset } ?? placed.endIndex
            placed.insert((bytes, request.lifetime), at: position)
        }
        self.offsets = offsets
        byteCount = total
    }
}
