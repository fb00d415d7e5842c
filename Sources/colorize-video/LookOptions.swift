import ArgumentParser

/// Options about looking before running.
struct LookOptions: ParsableArguments {
    @Flag(help: "Print what the run would do and cost; write nothing.")
    var dryRun = false
}
