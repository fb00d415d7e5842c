/// Runs one graph, again and again. Made by and for one thread at a time.
protocol Executor: AnyObject {
    /// Computes the graph's output from its input, both row-major: channels, rows, columns.
    ///
    /// `input` and `output` have exactly the graph's element counts (`invalidArgument`).
    func run(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError)

    /// Runs the graph `repeats` times and says how long each of its steps took; nothing where the executor has none.
    ///
    /// `input` has exactly the graph's element count (`invalidArgument`).
    func timeSteps(_ input: Span<Float>, repeats: Int) throws(NetError) -> [LayerTiming]
}

extension Executor {
    func timeSteps(_ input: Span<Float>, repeats: Int) throws(NetError) -> [LayerTiming] { [] }
}
