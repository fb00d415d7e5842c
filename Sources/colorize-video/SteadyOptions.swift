import ArgumentParser
import Shots

/// Options about colour from frame to frame.
struct SteadyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("How steady: off, light, strong, shot. (default: shot)", valueName: "how"),
        completion: .list(Steadiness.allCases.map(\.rawValue)))
    var steady: Steadiness?

    @Option(
        help: ArgumentHelp("The film's cuts: read if there, else written.", valueName: "file", visibility: .rare),
        completion: .file())
    var cuts: String?

    @Option(help: ArgumentHelp("Take colours from stills ref_nnnnnn.png.", valueName: "folder"), completion: .directory)
    var refs: String?

    // The help has to fit a screen; docs/options.md has what is rare, docs/references.md the list's statements.
    @Option(
        help: ArgumentHelp("A list of colours: stills, points, shots.", valueName: "file", visibility: .rare),
        completion: .file())
    var colors: String?

    @Flag(
        name: .customLong("no-recall"),
        help: ArgumentHelp("Like shots get colours of their own.", visibility: .rare))
    var noRecall = false

    @Flag(help: ArgumentHelp("Leave shots as they are that are in colour.", visibility: .rare))
    var keepColor = false

    @Flag(help: ArgumentHelp("Find black borders; the network does not see them.", visibility: .rare))
    var findBorders = false

    func validate() throws {
        if steady == .off && cuts != nil { throw ValidationError("--cuts means nothing with --steady off") }
        if noRecall, let steady, steady != .shot { throw ValidationError("--no-recall is for --steady shot") }
    }
}

extension Steadiness: ExpressibleByArgument {
    /// None: the option's help names them itself, in one line.
    public static var allValueStrings: [String] { [] }
}
