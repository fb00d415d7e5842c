public import ArgumentParser
public import Pipeline

/// The options for frames and pictures by number.
struct PictureOptions: ParsableArguments {
    @Option(
        // "-10" is a range, not an option.
        parsing: .unconditional,
        help: ArgumentHelp("Only frames A to B-1, counted from 0; A- and -B work.", valueName: "A-B"))
    var frames: FrameRange?
}

extension FrameRange: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
