/// Runs one graph, again and again. Made by and for one thread at a time.
protocol Executor: AnyObject {
    /// Computes the graph's output from its input, both row-major: channels, rows, columns.
    ///
    /// `input` and `output` have exactly the graph's element counts (`invalidArgument`).
    func run(_ input: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError)
}
