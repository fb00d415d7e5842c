/// Runs one program, again and again, in memory of its own. Used by one thread at a time.
protocol Executor: AnyObject {
    /// Computes the graph's outputs for each input of a batch.
    ///
    /// - Parameters:
    ///   - batch: one or more inputs, one after another, each row-major: channels, rows, columns.
    ///   - output: receives for each input all outputs, one after another, laid out likewise.
    /// - Throws: `invalidArgument` unless the two hold whole inputs and as many outputs; `execution` if the back end
    ///   fails.
    func run(_ batch: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError)

    /// As `run`, for one input. Calls `body` with every node's result that is kept in float32, its elements in any
    /// order.
    func run(
        _ input: Span<Float>, into output: inout MutableSpan<Float>,
        observing body: (Node, UnsafeBufferPointer<Float>) -> Void
    ) throws(NetError)

    /// Runs one input `repeats` times. Returns how long the steps of each name and implementation took together.
    func timeSteps(_ input: Span<Float>, repeats: Int) throws(NetError) -> [LayerTiming]
}

extension NetError {
    /// Returns the number of inputs in a batch. Throws `invalidArgument` unless the counts are those of whole inputs
    /// and as many outputs.
    static func checkBatch(
        _ inputCount: Int, _ outputCount: Int, of graph: Graph
    ) throws(NetError) -> Int {
        let (input, output) = (graph.shape(graph.input).elementCount, graph.outputElementCount)
        let count = inputCount / max(input, 1)
        guard count > 0, inputCount == count * input, outputCount == count * output else {
            throw NetError(
                .invalidArgument, operation: "run the network",
                reason: "\(inputCount) values in and \(outputCount) out, but the network takes "
                    + "\(input) and gives \(output)")
        }
        return count
    }
}
