import ArgumentParser
import Media

/// Options about what is written. The help has to fit a screen: what is hidden is in `--help-hidden` and
/// docs/options.md.
struct OutputOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The output; all other paths are inputs then.", valueName: "path", visibility: .rare),
        completion: .file())
    var output: String?

    @Flag(name: [.customShort("y"), .customLong("overwrite")], help: "Replace an output that exists.")
    var overwrite = false

    @Flag(
        name: [.customShort("n"), .customLong("no-overwrite")],
        help: ArgumentHelp("Refuse an output that exists, as is the default.", visibility: .rare))
    var noOverwrite = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Container. (default: by the name; nut for -)", valueName: "name", visibility: .rare))
    var format: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("libx264, libx265, libvpx-vp9, ffv1, prores_ks …", valueName: "name"),
        completion: .list(CodecWords.examples))
    var codec: String?

    @Option(
        // "-5" is a number, if a wrong one, not an option.
        parsing: .unconditional,
        help: ArgumentHelp("Constant quality, where it has that. (default: 18)", valueName: "number"))
    var crf: Double?

    @Option(
        help: ArgumentHelp("ultrafast, veryfast, fast, medium, slow, veryslow …", valueName: "name"),
        completion: .list([
            "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow",
        ]))
    var preset: String?

    @Option(
        help: ArgumentHelp("Pixel format of the film. (default: yuv420p)", valueName: "name", visibility: .rare))
    var pixFmt: String?

    @Option(
        name: [.customShort("e"), .customLong("encoder-option")],
        help: ArgumentHelp(
            "Any further option of the encoder; repeatable.", valueName: "key=value", visibility: .rare))
    var encoderOptions: [EncoderOption] = []

    @Option(
        help: ArgumentHelp("Stills: \(PictureFormatChoice.list.joined(separator: " ")).", valueName: "kind"),
        completion: .list(PictureFormatChoice.list))
    var outputFormat: PictureFormatChoice?

    @Flag(help: ArgumentHelp("Keep stills that an earlier run wrote.", visibility: .rare))
    var skipExisting = false

    @Flag(help: "Decode the finished film and compare.")
    var verify = false

    func validate() throws {
        if overwrite && noOverwrite { throw ValidationError("either -y or -n") }
        if let codec, let advice = CodecWords.advice(codec) {
            throw ValidationError("no video encoder is called '\(codec)': \(advice)")
        }
    }

    /// How to encode a film. Threads: 0 for one a core.
    func encoder(threads: Int) -> EncoderSettings {
        EncoderSettings(
            codec: codec, crf: crf, preset: preset, pixelFormat: pixFmt,
            options: encoderOptions.map { EncoderSettings.Option(key: $0.key, value: $0.value) }, threads: threads)
    }
}

/// `key=value`.
struct EncoderOption: ExpressibleByArgument {
    let key: String
    let value: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
        key = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}

extension PictureFormatChoice: ExpressibleByArgument {
    static let list = PictureFormat.allCases.map(\.rawValue) + ["same"]

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
