import ArgumentParser

extension ArgumentVisibility {
    /// Of options that `--help`, which has to fit a screen, leaves to `--help-hidden` and docs/options.md. Completion
    /// scripts, which ArgumentParser makes of what is shown, have them.
    static let rare: ArgumentVisibility =
        CommandLine.arguments.contains { $0.hasPrefix(CompletionRoot.option) } ? .default : .hidden
}
