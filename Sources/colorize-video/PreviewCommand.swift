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
        let paths = colorize.reading.inputs + colorize.paths
        guard let input = paths.first, paths.count <= 2 else { throw ValidationError("name one input, and one sheet") }
        let sheet =
            colorize.look.dryRun
            ? nil : try PreviewFile(paths.count == 2 ? paths[1] : PreviewFile.usualPath(for: input),
                overwrite: colorize.writing.overwrite)
        var command = colorize
        (command.reading.inputs, command.paths) = ([input], [])
        // The run's output may be there: nothing is written to it.
        command.writing.overwrite = true
        let order = try command.order()
        try order.checkPaths(goesOn: false)
        let look = try LookAhead(order, command, printer)
        if let sheet {
            let columns = try PreviewColumns(command, look, compare)
            let pictures = try columns.pictures(
                look.preview, longerSide: sheet.longerSide(columns: columns.count), printer)
            try sheet.write(columns.labels, pictures, lines: look.lines, title: input)
        }
        look.lines.forEach { print($0) }
        if let sheet { printer.note("sheet: \(sheet.path)") }
    }
}
