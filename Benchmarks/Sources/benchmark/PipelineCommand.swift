import ArgumentParser
import Foundation
import Net

/// The whole program on a film, in turns with FFmpeg alone and with the usual Python recipe.
struct PipelineCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "pipeline", abstract: "Times colorize-video on a film.")
    }

    @Option(help: "The colorize-video to time.")
    var program: String

    @Option(help: "A film; its first frames are used, scaled and without colour.")
    var clip: String

    @Option(help: "Rows of the film that is coloured; 16:9.")
    var height = 1080

    @Option(help: "Frames of it.")
    var frames = 250

    @Option(help: "Folder with the weights; the films are written there, too.")
    var folder: String

    @Option(help: "The networks to colour with.")
    var models: [ColorizerModel] = ColorizerModel.allCases

    @Option(help: "The Python recipe, without its arguments; not timed if not given.")
    var recipe: String?

    @Option(help: "Frames that the recipe colours.")
    var recipeFrames = 20

    @Option(help: "Rounds through all of them.")
    var rounds = 2

    @Option(help: "Where to write the figures.")
    var json: String?

    /// Somebody who makes a film in colour of the same film in grey.
    private struct Contender {
        let name: String
        let variant: String
        var command: [String]
        /// Prints the nanoseconds that a frame takes, instead of colouring all of them.
        var printsFrameTime = false
        var nanoseconds: [Int] = []
        var peakMebibytes = 0.0
    }

    func run() throws {
        let machine = try Machine.here()
        let film = try makeFilm()
        let result = "\(folder)/coloured-\(height).mp4"
        var contenders = contenders(film, result)
        for _ in 0..<rounds {
            for index in contenders.indices {
                let answer = "\(folder)/answer"
                let child = try ChildProcess.run(contenders[index].command, output: answer)
                contenders[index].peakMebibytes = max(contenders[index].peakMebibytes, child.peakMebibytes)
                if contenders[index].printsFrameTime {
                    contenders[index].nanoseconds.append(frames * (try Self.number(in: answer)))
                } else {
                    contenders[index].nanoseconds.append(child.nanoseconds)
                    try expect(result, frames: frames)
                }
            }
        }
        let results = contenders.map { contender in
            var result = Result(
                name: contender.name, variant: contender.variant, threads: machine.usableCores,
                nanoseconds: contender.nanoseconds)
            result.peakMebibytes = contender.peakMebibytes
            result.frames = frames
            if contender.printsFrameTime { result.implementation = "by \(recipeFrames) of \(frames) frames" }
            return result
        }
        try Report(section: "pipeline, \(height) rows, \(frames) frames", machine: machine, results: results)
            .publish(json: json)
    }

    private func contenders(_ film: String, _ result: String) -> [Contender] {
        var all = [
            Contender(
                name: "ffmpeg", variant: "libx264 medium",
                command: ["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", film]
                    + ["-c:v", "libx264", "-preset", "medium", "-crf", "18", result])
        ]
        for model in models {
            for precision in Precision.allCases {
                let weights = model == .lite ? [] : ["--weights", "\(folder)/\(model.rawValue).safetensors"]
                all.append(
                    Contender(
                        name: "colorize-video \(model.rawValue)", variant: precision.rawValue,
                        // libx264 of preset medium at CRF 18 is its default.
                        command: [program, "--quiet", "--overwrite", "--model", model.rawValue] + weights
                            + precision.arguments + [film, result]))
            }
        }
        guard let recipe else { return all }
        for model in models where model != .siggraph17 {
            all.append(
                Contender(
                    name: "Python recipe \(model.rawValue)", variant: "f32",
                    command: recipe.split(separator: " ").map(String.init)
                        + [film, "\(folder)/recipe.mp4", model.rawValue, folder, "\(recipeFrames)"],
                    printsFrameTime: true))
        }
        return all
    }

    /// The film that is coloured: H.264, without sound or colour.
    private func makeFilm() throws -> String {
        let path = "\(folder)/film-\(height).mp4"
        let width = (height * 16 / 9 + 1) / 2 * 2
        _ = try ChildProcess.run(
            ["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", clip, "-an", "-frames:v", "\(frames)"]
                + ["-vf", "scale=\(width):\(height):flags=bicubic,setsar=1,format=gray,format=yuv420p"]
                + ["-c:v", "libx264", "-preset", "medium", "-crf", "18", path])
        try expect(path, frames: frames)
        return path
    }

    /// Throws unless a film has so many frames.
    private func expect(_ film: String, frames: Int) throws {
        let answer = "\(folder)/answer"
        _ = try ChildProcess.run(
            ["ffprobe", "-v", "error", "-select_streams", "v:0", "-count_packets", "-of", "csv=p=0"]
                + ["-show_entries", "stream=nb_read_packets", film], output: answer)
        let found = try Self.number(in: answer)
        guard found == frames else { throw BenchmarkError("\(film) has \(found) frames instead of \(frames)") }
    }

    private static func number(in path: String) throws -> Int {
        let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        guard let number = Int(text.prefix { $0.isNumber }) else { throw BenchmarkError("\"\(text)\" is no number") }
        return number
    }
}
