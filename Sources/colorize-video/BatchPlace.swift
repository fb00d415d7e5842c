/// Which of several films a run is for.
struct BatchPlace: Sendable {
    /// Counted from 1.
    let number: Int
    let count: Int

    /// What stands before the progress: "[2/3] ".
    var label: String { "[\(number)/\(count)] " }
}
