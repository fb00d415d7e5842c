import Foundation
import TestSupport
import Testing

/// What `--help` shows, and what is said to people who type something else.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct HelpTests {
    private let folder: FilmFolder

    init() throws {
        folder = try FilmFolder()
        try folder.make("film.mkv", FilmFolder.picture(seconds: 61, rate: "1/4") + ["-c:v", "ffv1"])
        try FileManager.default.createDirectory(atPath: folder.path("frames"), withIntermediateDirectories: true)
        try folder.make("frames/1.png", FilmFolder.picture(seconds: 0.04) + ["-frames:v", "1"])
    }

    private func lines(_ arguments: [String]) throws -> [Substring] {
        let help = try Command.colorize(arguments, environment: ["COLUMNS": "80"])
        #expect(help.exitCode == 0 && help.errorOutput.isEmpty, "\(help.errorOutput)")
        return help.text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test func fitsAScreenInGroups() throws {
        let lines = try lines(["--help"])
        #expect(lines.count <= 50)
        #expect(lines.allSatisfy { $0.count <= 80 })
        let titles = lines.filter { $0.hasSuffix(":") && !$0.hasPrefix(" ") }
        #expect(titles == ["ARGUMENTS:", "INPUT:", "PARTS:", "COLOUR:", "OUTPUT:", "RUNNING:", "OPTIONS:"])
        let text = lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
        for values in [
            "auto, lite, eccv16, siggraph17, ddcolor-tiny, ddcolor-artistic, ddcolor-modelscope",
            "auto, f32, bf16, int8",
            "ultrafast, veryfast, fast, medium, slow, veryslow", "off, light, strong", "--help-hidden",
        ] { #expect(text.contains(values), "\(values)") }
        // Every command that has a help of its own.
        for command in try Self.commands() { #expect(text.contains(command), "\(command)") }
    }

    private static func commands() throws -> [String] {
        let list = try Command.colorize(["help"], environment: ["COLUMNS": "80"]).text
        let commands = list.split(separator: "SUBCOMMANDS:\n", maxSplits: 1)[1].split(separator: "\n")
            .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") && $0.contains("   ") }
            .map { String($0.split { $0 == " " || $0 == "," }[0]) }.filter { $0 != "colorize" }
        try #require(commands.count >= 8)
        return commands
    }

    /// Each example of the usage does what it says.
    @Test func examplesRun() throws {
        let program = URL(fileURLWithPath: Command.colorizeVideo).deletingLastPathComponent().path
        let examples = try lines(["--help"]).drop { !$0.hasPrefix("USAGE: ") }.prefix { !$0.isEmpty }
            .map { $0.dropFirst(7) }.filter { !$0.contains("--help") && $0.hasPrefix("colorize-video") }
        #expect(examples.count >= 4)
        for example in examples {
            let result = try Command.run(
                "bash",
                [
                    "-euc", "PATH=\"$1:$PATH\"; cd \"$2\"; \(example) --input-size 32 -q", "bash", program,
                    folder.path(""),
                ],
                environment: ["XDG_CACHE_HOME": folder.path("cache")])
            #expect(result.exitCode == 0, "\(example): \(result.errorOutput)")
        }
    }

    @Test func hiddenOptionsAreInTheOtherHelp() throws {
        let text = try lines(["--help-hidden"]).joined(separator: "\n")
        for option in ["--piece-frames", "--calibration", "-i, --input", "-o, --output", "-n, --no-overwrite", "-V"] {
            #expect(text.contains(option), "\(option)")
        }
    }

    @Test func asFFmpegTakesThem() throws {
        let film = folder.path("film.mkv")
        let output = folder.path("out.mkv")
        let common = ["-q", "--model", "lite", "--input-size", "32", "--frames", "0-2"]
        for arguments in [
            ["-i", film, "-y", output], ["-i", film, "-o", output, "-y"], [film, "-yo", output], ["-yo", output, film],
        ] {
            let result = try Command.colorize(arguments + common)
            #expect(result.exitCode == 0, "\(arguments): \(result.errorOutput)")
            #expect(try FFmpeg.frameTimes(output).count == 2)
            try FileManager.default.removeItem(atPath: output)
        }
        let version = try Command.colorize(["-V"])
        #expect(version.exitCode == 0 && version.text.hasPrefix("colorize-video "), "\(version.text)")
        try Data().write(to: URL(fileURLWithPath: output))
        let never = try Command.colorize(["-n", film, output])
        #expect(never.exitCode == 2 && never.errorOutput.contains("exists already"), "\(never.errorOutput)")
        let both = try Command.colorize(["-n", "-y", film, output])
        #expect(both.exitCode == 2 && both.errorOutput.contains("either -y or -n"), "\(both.errorOutput)")
    }

    /// Beside the input, and never over anything.
    @Test func withoutAnOutput() throws {
        for (input, output) in [("film.mkv", "film.colour.mkv"), ("frames", "frames.colour/1.png")] {
            let arguments = [folder.path(input), "-q", "--model", "lite", "--input-size", "32"]
            let result = try Command.colorize(arguments)
            #expect(result.exitCode == 0, "\(result.errorOutput)")
            #expect(FileManager.default.fileExists(atPath: folder.path(output)))
            let again = try Command.colorize(arguments)
            #expect(again.exitCode == 2 && again.errorOutput.contains("exists already"), "\(again.errorOutput)")
        }
    }

    @Test(arguments: [
        (["-ss", "10"], "there is no option -ss: use --start TIME"),
        (["--codex", "ffv1"], "there is no option --codex; did you mean --codec?"),
        (["-preset", "slow"], "-preset is written --preset here"), (["-x"], "there is no option -x"),
        (["--codec", "h265"], "no video encoder is called 'h265': use --codec libx265"),
    ])
    func wrongWords(arguments: [String], reason: String) throws {
        let result = try Command.colorize([folder.path("film.mkv"), folder.path("out.mkv")] + arguments)
        #expect(result.exitCode == 2)
        #expect(result.errorOutput == "colorize-video: \(reason); see colorize-video --help\n")
    }
}
