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
                JoinCommand.self, StatusCommand.self, StillsCommand.self, LicencesCommand.self,
            ],
            defaultSubcommand: ColorizeCommand.self,
            // Left to the default command, whose help shows the options.
            helpNames: [])
    }

    /// The names of the commands beside the default one.
    static var commandList: String {
        configuration.subcommands.dropFirst().filter { $0.configuration.shouldDisplay }
            .compactMap { $0.configuration.commandName }.joined(separator: ", ")
    }

    /// The command that these arguments are for.
    private static func command(for arguments: [String]) -> any ParsableCommand.Type {
        let named = configuration.subcommands.first { command in
            command.configuration.commandName.map { $0 == arguments.first } ?? false
        }
        return named ?? ColorizeCommand.self
    }

    /// What is said of arguments that ArgumentParser refuses with `message`: one line.
    static func complaint(about arguments: [String], message: String) -> String {
        let command = command(for: arguments)
        let name = command == ColorizeCommand.self ? "" : " \(command.configuration.commandName ?? "")"
        let words = OptionWords(of: command)
        let takesFilms = command == ColorizeCommand.self || command == PlanCommand.self
        // The options of commands with commands of their own are not known here.
        let isSimple = command.configuration.subcommands.isEmpty
        let reason =
            words.fault(in: isSimple ? arguments : [], takesFilms: takesFilms) ?? words.reason(message)
            ?? message.split(whereSeparator: \.isNewline).joined(separator: " ")
        return "\(reason); see colorize-video\(name) --help"
    }
}
