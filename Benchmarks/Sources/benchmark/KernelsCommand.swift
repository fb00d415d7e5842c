import ArgumentParser
import Color

/// The colour path's steps on one thread, compiled for each instruction set.
struct KernelsCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "kernels", abstract: "Times the pixel kernels at 1920x1080.")
    }

    @Option(help: "Runs of each.")
    var repeats = 20

    @Option(help: "Where to write the figures.")
    var json: String?

    func run() throws {
        let results = try ColorPathTiming.measure(width: 1920, height: 1080, repeats: repeats).map {
            Result(name: $0.step, variant: $0.instructionSet, threads: 1, nanoseconds: $0.nanoseconds)
        }
        try Report(section: "kernels", machine: .here(), results: results).publish(json: json)
    }
}
