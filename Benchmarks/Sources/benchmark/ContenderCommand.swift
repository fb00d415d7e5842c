import ArgumentParser
import Foundation
import Glibc
import Net

/// One network as a process that waits for its turn, for `Benchmarks/peers/compare.py`: says "ready", answers
/// "run N" with the nanoseconds of N runs, and "result FILE" by writing a* and b* of the last run there, as floats.
struct ContenderCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "contender", abstract: "Runs a network when told to on standard input.")
    }

    @OptionGroup var material: NetworkMaterial

    @Option(help: "lite, eccv16 or siggraph17.")
    var model: ColorizerModel

    @Option(help: "\(Precision.allCases.map(\.rawValue).joined(separator: ", ")).")
    var precision: Precision = .f32

    func run() throws {
        var network = NetworkUnderTest(
            try material.colorizer(model, precision), picture: try material.pictures()[0])
        answer("ready colorize-video, oneDNN \(NetVersions.oneDNN)")
        while let line = readLine() {
            let words = line.split(separator: " ", maxSplits: 1)
            switch (words.first, words.last) {
            case ("run", let count?):
                guard let count = Int(count) else { throw BenchmarkError("cannot run \"\(line)\"") }
                answer(try network.run(count).map(String.init).joined(separator: " "))
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
