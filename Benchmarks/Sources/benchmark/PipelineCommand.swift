import ArgumentParser

struct PipelineCommand: ParsableCommand {
}
