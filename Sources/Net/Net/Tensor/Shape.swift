/// Sizes of one picture's worth of values: planes of rows. How many pictures run at once is the executor's business.
struct Shape: Hashable, Sendable, CustomStringConvertible {
    var channels: Int
    var height: Int
    var width: Int

    init(_ channels: Int, _ height: Int, _ width: Int) {
        self.channels = channels
        self.height = height
        self.width = width
    }

    var elementCount: Int { channels * height * width }

    var description: String { "\(channels)×\(height)×\(width)" }
}
