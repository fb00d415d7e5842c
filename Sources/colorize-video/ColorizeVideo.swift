import ArgumentParser

/// `colorize-video`: colours what is named where the first word is no other command. A film or folder that is called
/// like a command is named with its folder (`./models`) or after `--`.
struct ColorizeVideo: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "colorize-video",
            abstract: "Colours black-and-white films and pictures.",
            version: Version.text,
            subcommands: [
                ColorizeCommand.self, ModelsCommand.self, EvaluateCommand.self, PlanCommand.self, PieceCommand.self,
                JoinCommand.self, StatusCommand.self, StillsCommand.self, PreviewCommand.self, LicencesCommand.self,
            ],
            defaultSubcommand: ColorizeCommand.self,
            // Left to the default command, whose help shows the options.
            helpNames: [])
    }

    /// The command whose help says more about these arguments: "colorize-video models".
    static func helpfulCommand(for arguments: [String]) -> String {
        let names = configuration.subcommands.dropFirst().compactMap { $0.configuration.commandName }
        guard let name = arguments.first, names.contains(name) else { return "colorize-video" }
        return "colorize-video \(name)"
    }
}
