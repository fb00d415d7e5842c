internal import Flow

/// Executors of one program that any thread may use, each by one at a time.
///
/// `@unchecked Sendable`: an executor is used only by whoever took its position out of `idle`, until it is put back.
final class ExecutorPool: @unchecked Sendable {
    private let executors: [any Executor]
    /// Positions of the executors that are not in use.
    private let idle: Monitor<[Int]>

    /// `count`: at least 1. Throws what `Program.makeExecutor` does.
    init(_ program: any Program, count: Int) throws(NetError) {
        var executors: [any Executor] = []
        for _ in 0..<count { executors.append(try program.makeExecutor()) }
        self.executors = executors
        idle = Monitor(Array(executors.indices))
    }

    /// As an executor's own; waits while all are taken.
    func run(_ batch: Span<Float>, into output: inout MutableSpan<Float>) throws(NetError) {
        let position = idle.wait { $0.popLast() }
        defer { idle.change { $0.append(position) } }
        try executors[position].run(batch, into: &output)
    }

    /// As an executor's own; waits while all are taken.
    func timeSteps(_ input: Span<Float>, repeats: Int) throws(NetError) -> [LayerTiming] {
        let position = idle.wait { $0.popLast() }
        defer { idle.change { $0.append(position) } }
        return try executors[position].timeSteps(input, repeats: repeats)
    }
}
