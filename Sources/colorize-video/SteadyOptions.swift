import ArgumentParser
import Shots

/// Options about colour from frame to frame.
struct SteadyOptions: ParsableArguments {
    @Option(help: ArgumentHelp("off, light, strong: how firmly colours are held.", valueName: "how"))
    var steady: Steadiness = .light

    @Option(help: ArgumentHelp("The film's cuts: read if there, else written.", valueName: "file"))
    var cuts: String?

    @Option(help: ArgumentHelp("Colours to take: stills, points (docs/references.md).", valueName: "file"))
    var colors: String?

    @Option(help: ArgumentHelp("Coloured stills ref_nnnnnn.png of frames.", valueName: "folder"))
    var refs: String?

    func validate() throws {
        if steady == .off && cuts != nil { throw ValidationError("--cuts means nothing with --steady off") }
    }
}

extension Steadiness: ExpressibleByArgument {
    /// None: the option's help names them itself, in one line.
    public static var allValueStrings: [String] { [] }
}
