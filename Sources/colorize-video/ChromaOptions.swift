public import ArgumentParser
public import Color

/// How the network's colour, which is small, is enlarged to the frame.
struct ChromaOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Enlarging: bilinear or guided.", valueName: "how", visibility: .rare),
        completion: .list(ChromaEnlargement.allCases.map(\.rawValue)))
    var chroma: ChromaEnlargement = .bilinear
}

extension ChromaEnlargement: ExpressibleByArgument {
    /// None: the option's help names them itself, in one line.
    public static var allValueStrings: [String] { [] }
}
