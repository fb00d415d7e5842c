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
        let sheet = try PreviewFile(colorize.output, overwrite: colorize.overwrite)
        var command = colorize
        command.output = RunName.beside(colorize.input)
        // The run's output may be there: nothing is written to it.
        command.overwrite = true
        let order = try command.order()
        try order.checkPaths(goesOn: false)
        let look = try LookAhead(order, command, printer)
        let columns = try PreviewColumns(command, look, compare)
        let pictures = try columns.pictures(look.preview, longerSide: sheet.longerSide(columns: columns.count), printer)
        try sheet.write(columns.labels, pictures, lines: look.lines, title: colorize.input)
        look.lines.forEach { print($0) }
        printer.note("sheet: \(sheet.path)")
    }
}
