/// Merges packets of several streams into one order that depends on the packets alone, never on which of two threads
/// was faster: a film muxed while it is coloured and one muxed from finished pieces are the same file.
///
/// Every packet has a key: its decoding time in seconds, or a later time where it was found far behind its place in the
/// source. Packets leave in the order of their keys, those of one stream as they came, and of equal keys the one of the
/// stream with the lower index first. A packet waits until no other stream can still bring one that belongs before it.
struct PacketInterleaver<Item> {
    /// Sources whose streams are stored further apart than this stay as they are: waiting for them would take memory
    /// without a bound.
    static var patienceSeconds: Double { 2 }

    private struct Stream {
        var waiting: [(key: Double, item: Item)] = []
        /// Of `waiting`, those that have left.
        var leftCount = 0
        /// No packet that is still to come has a lower key.
        var bound = -Double.infinity
        /// Whether its packets come from the source, whose progress bounds them.
        let isCopy: Bool

        var head: (key: Double, item: Item)? { leftCount < waiting.count ? waiting[leftCount] : nil }
    }

    private var streams: [Stream] = []

    /// Adds a stream; its index is the number of streams before it.
    ///
    /// - Parameter isCopy: whether its packets are the source's.
    mutating func addStream(isCopy: Bool) { streams.append(Stream(isCopy: isCopy)) }

    /// Takes the next packet of a stream.
    ///
    /// - Parameters:
    ///   - seconds: when it is decoded.
    ///   - position: how far the source's picture had been read when a copied packet came by; nil if it does not say.
    mutating func add(_ item: Item, stream: Int, seconds: Double, position: Double? = nil) {
        let earliest = position.map { $0 - PacketInterleaver.patienceSeconds } ?? -.infinity
        let key = max(seconds, earliest, streams[stream].bound)
        streams[stream].bound = key
        streams[stream].waiting.append((key, item))
    }

    /// The source's picture has been read up to here: copied packets that come later have this position at least.
    mutating func advance(to position: Double) {
        for index in streams.indices where streams[index].isCopy {
            streams[index].bound = max(streams[index].bound, position - PacketInterleaver.patienceSeconds)
        }
    }

    /// No packet of the stream will follow.
    mutating func end(stream: Int) { streams[stream].bound = .infinity }

    /// No copied packet will follow.
    mutating func endCopies() {
        for index in streams.indices where streams[index].isCopy { streams[index].bound = .infinity }
    }

    /// The next packet in order; nil as long as one that belongs before it may come.
    mutating func next() -> (stream: Int, item: Item)? {
        var first: (key: Double, stream: Int)?
        for (index, stream) in streams.enumerated() {
            if let head = stream.head, first.map({ head.key < $0.key }) ?? true { first = (head.key, index) }
        }
        guard let first else { return nil }
        for (index, stream) in streams.enumerated() where stream.head == nil {
            // At equal keys the stream with the lower index goes first, so it must not be able to bring one.
            if index < first.stream ? stream.bound <= first.key : stream.bound < first.key { return nil }
        }
        let item = streams[first.stream].waiting[streams[first.stream].leftCount].item
        streams[first.stream].leftCount += 1
        // Seldom, so that taking a packet costs nothing that grows with those that wait.
        if streams[first.stream].leftCount * 2 > streams[first.stream].waiting.count {
            streams[first.stream].waiting.removeFirst(streams[first.stream].leftCount)
            streams[first.stream].leftCount = 0
        }
        return (first.stream, item)
    }
}
