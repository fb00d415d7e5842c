import Foundation
import TestSupport
import Testing

/// One command with three below it, of which `colorize` need not be named.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct RootCommandTests {
    private let folder: FilmFolder

    init() throws { folder = try FilmFolder() }

    /// Runs the command in the folder.
    private func run(_ arguments: [String]) throws -> CommandResult {
        try Command.run(
            "bash",
            ["-c", "cd \"$1\" && shift && exec \"$@\"", "bash", folder.folder.path, Command.colorizeVideo]
                + arguments, environment: ["XDG_CACHE_HOME": folder.path("cache"), "COLUMNS": "80"])
    }

    /// Names of films and folders that are names of commands as well.
    @Test(arguments: [
        ["./models"], ["--", "evaluate"], ["-q", "help"], ["-q", "--", "colorize"], ["colorize", "./models", "-q"],
    ])
    func filmsThatAreCalledLikeCommands(arguments: [String]) throws {
        let film = try folder.make("film.mkv", FilmFolder.picture(seconds: 0.2) + ["-c:v", "ffv1"])
        let name = try #require(arguments.last { $0 != "-q" })
        try FileManager.default.moveItem(atPath: film, toPath: folder.path(name))
        let result = try run(arguments + ["out.mkv"])
        #expect(result.exitCode == 0, "\(result.errorOutput)")
        #expect(try FFmpeg.frameTimes(folder.path("out.mkv")).count == 5)
    }

    @Test func commandsAreFoundBesideFilesOfTheirNames() throws {
        try Data().write(to: URL(fileURLWithPath: folder.path("models")))
        for arguments in [["models"], ["models", "list"]] {
            let result = try run(arguments)
            #expect(result.exitCode == 0 && result.text.contains("not installed"), "\(result.errorOutput)")
        }
    }

    @Test func helpIsThatOfTheCommandThatIsMeant() throws {
        let help = try run(["--help"])
        for arguments in [["-h"], ["colorize", "--help"], ["film.mkv", "out.mkv", "--help"], ["-y", "-h"]] {
            let other = try run(arguments)
            #expect(other.exitCode == 0 && other.text == help.text, "\(arguments): \(other.text)")
        }
        #expect(help.exitCode == 0 && help.errorOutput.isEmpty)
        for words in ["USAGE: colorize-video film.mkv", "COMMAND --help", "--codec", "--steady", "-y, --over"] {
            #expect(help.text.contains(words), "\(help.text)")
        }
        let models = try run(["models", "--help"])
        #expect(models.exitCode == 0 && models.text.contains("fetch") && models.text.contains("https_proxy"))
        let fetch = try run(["models", "fetch", "-h"])
        #expect(fetch.exitCode == 0 && fetch.text.contains("colorize-video models fetch"), "\(fetch.text)")
        let evaluate = try run(["evaluate", "--help"])
        #expect(evaluate.exitCode == 0 && evaluate.text.contains("--contact-sheet"), "\(evaluate.text)")
        let list = try run(["help"])
        #expect(list.exitCode == 0)
        for name in ["colorize (default)", "models", "evaluate"] { #expect(list.text.contains(name), "\(list.text)") }
        for arguments in [["--version"], ["models", "--version"]] {
            #expect(try run(arguments).text.hasPrefix("colorize-video "), "\(arguments)")
        }
    }

    @Test(arguments: [
        ([], "colorize-video"), (["film.mkv", "--crf"], "colorize-video"),
        (["film.mkv", "out.mkv", "--nope"], "colorize-video"),
        (["--nope", "models"], "colorize-video"), (["colorize", "film.mkv", "--nope"], "colorize-video"),
        (["models", "frobnicate"], "colorize-video models"), (["models", "fetch"], "colorize-video models"),
        (["evaluate"], "colorize-video evaluate"), (["evaluate", "a", "--limit", "0"], "colorize-video evaluate"),
    ])
    func wrongUsageIsOneLine(arguments: [String], command: String) throws {
        let result = try run(arguments)
        #expect(result.exitCode == 2 && result.output.isEmpty)
        let lines = result.errorOutput.split(separator: "\n")
        #expect(lines.count == 1, "\(result.errorOutput)")
        #expect(lines[0].hasPrefix("colorize-video: ") && lines[0].hasSuffix("; see \(command) --help"), "\(lines[0])")
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completionScripts(shell: String) throws {
        let result = try run(["--generate-completion-script", shell])
        #expect(result.exitCode == 0 && result.errorOutput.isEmpty)
        let option = { (name: String) in shell == "fish" ? "-l '\(name)'" : "--\(name)" }
        for words in [
            "models", "evaluate", "fetch", option("codec"), option("contact-sheet"), option("dtype"),
            option("recursive"), option("no-overwrite"), "ddcolor-tiny", "veryslow", "libx265", "prores_ks",
        ] {
            #expect(result.text.contains(words), "\(words)")
        }
        guard shell == "bash" else { return }
        // The options of the default command without its name, and files.
        for (words, wanted) in [
            ("--ste", "--steady"), ("Package.swi", "Package.swift"), ("--model ddcolor-t", "ddcolor-tiny"),
            ("--preset veryf", "veryfast"), ("--recur", "--recursive"),
        ] {
            let ask = """
                cd '\(ProjectTree.root)'; COMP_WORDS=(colorize-video \(words)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                COMP_LINE='colorize-video \(words)'; COMP_POINT=${#COMP_LINE}
                _colorize-video colorize-video "${COMP_WORDS[$COMP_CWORD]}" "${COMP_WORDS[$COMP_CWORD - 1]}"
                echo "${COMPREPLY[*]}"
                """
            let reply = try Command.run("bash", ["-c", result.text + "\n" + ask])
            #expect(reply.text == wanted + "\n" && reply.errorOutput.isEmpty, "\(words): \(reply.errorOutput)")
        }
    }
}
