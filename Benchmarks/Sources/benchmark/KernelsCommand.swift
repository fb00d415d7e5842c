import ArgumentParser

struct KernelsCommand: ParsableCommand {
}
