import ArgumentParser

/// How much of the machine a command may take.
struct ThreadOptions: ParsableArguments {
    /// Threads to use; 0 for one a core.
    @Option(help: ArgumentHelp("Threads to use; 0 for one a core.", valueName: "number"))
    var threads = 0

    func validate() throws {
        guard (0...1024).contains(threads) else { throw ValidationError("--threads takes 0 to 1024") }
    }
}
