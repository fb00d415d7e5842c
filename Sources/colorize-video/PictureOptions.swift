import ArgumentParser
import Media

/// The options for frames and pictures by number. The help has to fit a screen; docs/options.md has what is hidden.
struct PictureOptions: ParsableArguments {
    @Option(
        // "-10" is a range, not an option.
        parsing: .unconditional,
        help: ArgumentHelp("Only frames A to B-1, counted from 0; A- and -B work.", valueName: "A-B"))
    var frames: FrameRange?

    @Option(
        help: ArgumentHelp("The first number in the names of pictures.", valueName: "number", visibility: .hidden))
    var startNumber: Int?

    @Flag(help: "Leave out pictures whose output exists already.")
    var skipExisting = false

    @Option(help: ArgumentHelp("Rate of a film made of pictures. (default: 24)", valueName: "rate"))
    var fps: FrameRate?

    @Option(help: ArgumentHelp("Pictures: \(PictureFormatChoice.names).", valueName: "kind"))
    var outputFormat: PictureFormatChoice?

    @Option(
        help: ArgumentHelp(
            "Refuse pictures of more pixels. (default: 8192x8192)", valueName: "size", visibility: .hidden))
    var maxPixels: PixelCount?

    func validate() throws {
        if let startNumber, !(0...1_000_000_000_000).contains(startNumber) {
            throw ValidationError("--start-number takes a number from 0 on")
        }
    }
}

/// A number of pixels: "67108864" or "8192x8192".
struct PixelCount: ExpressibleByArgument {
    let pixels: Int

    init?(argument: String) {
        let sides = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(sides.count) else { return nil }
        var pixels = 1
        for side in sides {
            guard let side, side > 0 else { return nil }
            let (product, overflows) = pixels.multipliedReportingOverflow(by: side)
            // More than FFmpeg counts.
            guard !overflows, product <= Int(Int32.max) else { return nil }
            pixels = product
        }
        self.pixels = pixels
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
