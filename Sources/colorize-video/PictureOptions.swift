public import ArgumentParser
import Pipeline

/// The options for frames and pictures by number.
struct PictureOptions: ParsableArguments {
    @Option(
        // "-10" is a range, not an option.
        parsing: .unconditional,
        help: ArgumentHelp("Only frames A to B-1, counted from 0; A- and -B work.", valueName: "A-B"))
    var frames: FrameRange?

    @Option(help: ArgumentHelp("The first number in the names of pictures.", valueName: "number"))
    var startNumber: Int?

    @Option(help: ArgumentHelp("Rate of a film made of pictures. (default: 24)", valueName: "rate"))
    var fps: FrameRate?

    @Option(help: ArgumentHelp("Pictures: \(PictureFormatChoice.names).", valueName: "kind"))
    var outputFormat: PictureFormatChoice?

    func validate() throws {
        if let startNumber, !(0...1_000_000_000_000).contains(startNumber) {
            throw ValidationError("--start-number takes a number from 0 on")
        }
    }
}

extension FrameRange: ExpressibleByArgument {
    init?(argument: String) { self.init(argument) }
}

extension FrameRate: ExpressibleByArgument {
    init?(argument: String) { self.init(argument) }
}

extension PictureFormatChoice: ExpressibleByArgument {
    static let names = (PictureFormat.allCases.map(\.rawValue) + ["same"]).joined(separator: " ")

    init?(argument: String) {
        if argument == "same" {
            self = .same
        } else if let format = PictureFormat(rawValue: argument) {
            self = .format(format)
        } else {
            return nil
        }
    }
}
