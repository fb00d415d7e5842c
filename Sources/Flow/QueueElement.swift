/// What travels between two stages: owned by exactly one stage at a time, and counted in bytes by the queues.
package protocol QueueElement: ~Copyable, Sendable {
    /// Where it belongs, for messages.
    var place: StagePlace { get }
    /// Memory the element holds on to, in bytes.
    var byteCount: Int { get }
}

/// Which frame of a film, or which file of a folder, an element of a queue is.
package struct StagePlace: Sendable, Equatable {
    /// Number in the film or the folder, from 0.
    package let number: Int
    /// The file that a still came from; nil for a film's frame.
    package let name: String?

    /// See the properties.
    package init(number: Int, name: String? = nil) {
        self.number = number
        self.name = name
    }
}
