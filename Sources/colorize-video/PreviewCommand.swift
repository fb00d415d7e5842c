import ArgumentParser
import Color
import Coloring
import Files
import Jobs
import Media
import Net

/// `colorize-video preview FILM [SHEET]`: a sheet of frames in several colours, and what the run would do.
///
/// Throws what `ColorizeCommand` throws.
struct PreviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Shows some frames in colours to choose between, and what a run would do and cost.",
        usage: """
            colorize-video preview [options] film.mkv sheet.png
            colorize-video preview [options] film.mkv sheet.html
            """,
        discussion: "Takes the options of a run, and prints what a run with them would do.",
        helpNames: [.short, .long])

    @OptionGroup var colorize: ColorizeCommand

    @Option(
        help: ArgumentHelp(
            "Columns of the sheet: model, chroma, saturation, ends, temperature or input-size; repeatable.",
            valueName: "what=a,b"))
    var compare: [PreviewComparison] = []

    func run() throws {
        let printer = try colorize.makePrinter()
        var command = colorize
        let path = command.takeSheet()
        guard let title = command.title, !command.isBatch else {
            throw ValidationError("name one input, and one sheet that ends with .png or .html")
        }
        let sheet =
            colorize.look.dryRun
            ? nil
            : try PreviewFile(
                path ?? PreviewFile.usualPath(for: title.namePath), overwrite: colorize.writing.overwrite)
        // The run's output may be there: nothing is written to it.
        command.writing.overwrite = true
        let order = try command.order()
        try order.checkPaths(goesOn: false)
        let columns = try PreviewColumns(command, compare)
        let look = try LookAhead(order, command, printer)
        if let sheet {
            let pictures = try columns.pictures(look, longerSide: sheet.longerSide(columns: columns.count), printer)
            try sheet.write(columns.labels, pictures, lines: look.lines, title: title.path)
        }
        printer.finish()
        look.lines.forEach { print($0) }
        if let sheet { printer.note("sheet: \(sheet.path)") }
    }
}

extension ColorizeCommand {
    /// Takes the sheet from the paths, of which it is the last, and makes inputs of all others; nil if it has no name.
    fileprivate mutating func takeSheet() -> String? {
        var inputs = reading.inputs + paths
        let sheet = inputs.count > 1 && inputs.last.map(PreviewFile.isSheet) ?? false ? inputs.removeLast() : nil
        (reading.inputs, paths) = (inputs, [])
        return sheet
    }
}
