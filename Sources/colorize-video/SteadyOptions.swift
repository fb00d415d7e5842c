import ArgumentParser
import Shots

/// Options about colour from frame to frame.
struct SteadyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Steady colour: off, light, strong.", valueName: "how"),
        completion: .list(Steadiness.allCases.map(\.rawValue)))
    var steady: Steadiness = .light

    @Option(
        help: ArgumentHelp("The film's cuts: read if there, else written.", valueName: "file", visibility: .rare),
        completion: .file())
    var cuts: String?

    // The help has to fit a screen; docs/references.md has the list's statements.
    @Option(
        help: ArgumentHelp("A list of colours: stills, points, shots.", valueName: "file", visibility: .rare),
        completion: .file())
    var colors: String?

    @Option(help: ArgumentHelp("Take colours from stills ref_nnnnnn.png.", valueName: "folder"), completion: .directory)
    var refs: String?

    func validate() throws {
        if steady == .off && cuts != nil { throw ValidationError("--cuts means nothing with --steady off") }
    }
}

extension Steadiness: ExpressibleByArgument {
    /// None: the option's help names them itself, in one line.
    public static var allValueStrings: [String] { [] }
}
