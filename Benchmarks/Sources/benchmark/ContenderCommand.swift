import ArgumentParser
import Foundation
import Glibc
import Net

/// One network as a process that waits for its turn, for `Benchmarks/peers/compare.py`: says "ready", answers "run N"
/// with the nanoseconds of N runs (or, with several at once, with those that pass for each of N), and "result FILE" by
/// writing a* and b* of the last run there, as floats.
struct ContenderCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "contender", abstract: "Runs a network when told to on standard input.")
    }

    @OptionGroup var choice: NetworkChoice

    @Option(help: "Pictures at once, each on its share of the threads.")
    var atOnce = 1

    func run() throws {
        let colorizer = try choice.colorizer(atOnce: atOnce)
        var network = NetworkUnderTest(colorizer, picture: try choice.material.pictures()[0])
        answer("ready colorize-video, oneDNN \(NetVersions.oneDNN)")
        while let line = readLine() {
            let words = line.split(separator: " ", maxSplits: 1)
            switch (words.first, words.last) {
            case ("run", let count?):
                guard let count = Int(count) else { throw BenchmarkError("cannot run \"\(line)\"") }
                let times = atOnce == 1 ? try network.run(count) : [try network.run(count, atOnce: atOnce)]
                answer(times.map(String.init).joined(separator: " "))
            case ("result", let path?):
                try network.ab.withUnsafeBytes { try Data($0).write(to: URL(filePath: String(path))) }
                answer("written")
            default: throw BenchmarkError("cannot \"\(line)\"")
            }
        }
    }

    private func answer(_ line: String) {
        print(line)
        fflush(nil)
    }
}
