import ArgumentParser
import Net

/// Every step of a network, with the name of oneDNN's implementation.
struct LayersCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "layers", abstract: "Times the layers of a network.")
    }

    @OptionGroup var choice: NetworkChoice

    @Option(help: "Runs of the whole network.")
    var repeats = 20

    @Option(help: "Where to write the figures.")
    var json: String?

    func run() throws {
        let (model, precision, threads) = (choice.model, choice.precision, choice.material.threads)
        let picture = try choice.material.pictures()[0]
        let colorizer = try choice.colorizer()
        _ = try colorizer.timeLayers(lightness: picture.span, repeats: 2)
        let timings = try colorizer.timeLayers(lightness: picture.span, repeats: repeats)
        guard let first = timings.first else { throw BenchmarkError("\(model.rawValue) has no layers") }
        var results = timings.map {
            Result(
                name: $0.name, variant: precision.rawValue, implementation: $0.implementation, threads: threads,
                nanoseconds: $0.nanoseconds)
        }
        let sums = first.nanoseconds.indices.map { run in timings.reduce(0) { $0 + $1.nanoseconds[run] } }
        results.append(Result(name: "all layers", variant: precision.rawValue, threads: threads, nanoseconds: sums))
        try Report(section: "layers of \(model.rawValue)", machine: .here(), results: results).publish(json: json)
    }
}
