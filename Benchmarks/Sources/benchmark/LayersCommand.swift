import ArgumentParser
import Net

/// Every step of a network, with the name of oneDNN's implementation.
struct LayersCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "layers", abstract: "Times the layers of a network.")
    }

    @OptionGroup var material: NetworkMaterial

    @Option(help: "lite, eccv16 or siggraph17.")
    var model: ColorizerModel

    @Option(help: "\(Precision.allCases.map(\.rawValue).joined(separator: ", ")).")
    var precision: Precision = .f32

    @Option(help: "Runs of the whole network.")
    var repeats = 20

    @Option(help: "Where to write the figures.")
    var json: String?

    func run() throws {
        let picture = try material.pictures()[0]
        let colorizer = try material.colorizer(model, precision)
        _ = try colorizer.timeLayers(lightness: picture.span, repeats: 2)
        let timings = try colorizer.timeLayers(lightness: picture.span, repeats: repeats)
        guard let first = timings.first else { throw BenchmarkError("\(model.rawValue) has no layers") }
        var results = timings.map {
            Result(
                name: $0.name, variant: precision.rawValue, implementation: $0.implementation,
                threads: material.threads, nanoseconds: $0.nanoseconds)
        }
        let sums = first.nanoseconds.indices.map { run in timings.reduce(0) { $0 + $1.nanoseconds[run] } }
        results.append(
            Result(name: "all layers", variant: precision.rawValue, threads: material.threads, nanoseconds: sums))
        try Report(section: "layers of \(model.rawValue)", machine: .here(), results: results).publish(json: json)
    }
}
