import ArgumentParser

/// What completion scripts are made from: the root with the options of its default command, which ArgumentParser's
/// scripts offer only after that command's name. (They take the first words for an input and an output: the other
/// commands' names are not offered, nor are their options.)
struct CompletionRoot: ParsableCommand {
    static var configuration: CommandConfiguration {
        var configuration = ColorizeVideo.configuration
        configuration.defaultSubcommand = nil
        return configuration
    }

    @OptionGroup var colorize: ColorizeCommand

    static let option = "--generate-completion-script"

    /// The script that `arguments` ask for, as in `--generate-completion-script bash`; nil if they do not.
    static func script(for arguments: [String]) -> String? {
        let words = arguments.flatMap { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        guard words.count == 2, words[0] == option else { return nil }
        return CompletionShell(rawValue: words[1]).map { completionScript(for: $0) }
    }
}
