import ArgumentParser
import Net
import Pipeline

/// `colorize-video evaluate FOLDER`: how good the colours are, in figures.
///
/// A root command of its own, as `models` is. Throws what `ColorizeVideo` throws.
struct EvaluateCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "colorize-video evaluate",
            abstract: "Measures colours against the truth: greys colour photographs, colours them and compares.",
            usage: """
                colorize-video evaluate [options] photographs/
                """,
            discussion: """
                Of each photograph the square in the middle is compared, at the size that the network sees. In the table: \
                PSNR of the RGB, CIEDE2000, the root mean square error of a and b, colourfulness (Hasler and Süsstrunk) and \
                mean chroma, for the truth, grey, one colour for all (the photographs' mean), and the network.
                """)
    }

    @Argument(help: "A folder of colour photographs.")
    var folder: String

    @OptionGroup var network: NetworkOptions

    @Option(help: ArgumentHelp("So many of the photographs, evenly spread.", valueName: "number"))
    var limit: Int?

    @Option(
        help: ArgumentHelp("Write up to 100 pictures side by side: truth, grey, coloured.", valueName: "file.png"))
    var contactSheet: String?

    @Option(help: ArgumentHelp("Write the table as JSON.", valueName: "file"))
    var json: String?

    @Flag(name: [.customShort("y"), .customLong("overwrite")], help: "Replace files that exist.")
    var overwrite = false

    @Option(help: ArgumentHelp("Threads to use; 0 for one a core.", valueName: "number"))
    var threads = 0

    @Flag(name: .shortAndLong, help: "No progress.")
    var quiet = false

    func validate() throws {
        guard (0...1024).contains(threads) else { throw ValidationError("--threads takes 0 to 1024") }
        if let limit, limit < 1 { throw ValidationError("--limit takes a number above 0") }
        if let contactSheet, !contactSheet.hasSuffix(".png") {
            throw ValidationError("--contact-sheet \(contactSheet): only PNG is written; name it NAME.png")
        }
        if case .size(let width, let height) = network.inputSize, width != height {
            throw ValidationError("--input-size takes a square here: photographs are compared as squares")
        }
    }

    func run() throws {
        let printer = ProgressPrinter(isQuiet: quiet)
        for path in [contactSheet, json].compactMap(\.self) where !overwrite {
            try OutputFile.checkIsNew(path)
        }
        let choice = try network.choose()
        printer.note(choice.line)
        var evaluation = PhotoEvaluation(folder: folder)
        evaluation.limit = limit
        evaluation.saturation = network.saturation
        evaluation.contactSheetPath = contactSheet
        let colorizer = try network.makeColorizer(choice, pictureSize: nil, threads: threads)
        let table = try evaluation.run(colorizer: colorizer, printer: printer)
        if let json { try table.writeJSON(to: json) }
        print(table.text)
    }
}
