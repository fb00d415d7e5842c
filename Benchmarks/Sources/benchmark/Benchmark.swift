import ArgumentParser

/// `benchmark kernels`, `benchmark layers`, …: what `Benchmarks/run` runs one after another.
@main
struct Benchmark: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            abstract: "Times the parts of colorize-video.",
            subcommands: [
                KernelsCommand.self, LayersCommand.self, NetworksCommand.self, PipelineCommand.self,
                ContenderCommand.self,
            ])
    }
}

/// What is wrong, in one line.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
