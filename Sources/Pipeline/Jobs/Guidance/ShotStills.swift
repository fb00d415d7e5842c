internal import Color
package import Coloring
internal import Files
package import Flow
internal import Guidance
package import Media
internal import Net
package import Report
internal import Shots

/// Makes stills for a person to correct: of each shot of a film its most telling frame, coloured, in full size, with
/// the name by which it is taken back as a reference; a sheet of them all, the list of cuts, and a list of colours that
/// says which shots are like earlier ones.
package final class ShotStills {
    private let folder: String
    private let frames: NumberedFrames
    private let writer: ImageSequenceWriter
    private let reporter: any Reporter
    private let buffers = PlaneBufferPool()
    private let replaces: Bool
    /// Size of the film's frames.
    package let pictureSize: (width: Int, height: Int)

    /// The names of the other files in the folder.
    private static let (cutsName, colorsName, sheetName) = ("cuts.txt", "colors.txt", "sheet.png")
    /// Columns of the sheet, its pictures' longer side, and shots on it; those behind are left out.
    private static let (columns, longerSide, mostOnSheet) = (5, 256, 1000)

    /// Opens the film. Throws `MediaError` also if the folder holds such stills and `replaces` is false.
    package init(
        of film: FilmInput, to folder: String, replaces: Bool, threads: Int, cancellation: Cancellation,
        reporter: any Reporter
    ) throws(MediaError) {
        FFmpegLibrary.captureLog()
        self.folder = folder
        self.replaces = replaces
        self.reporter = reporter
        reporter.report(.opening(path: film.path))
        frames = try NumberedFrames(.film(film), turnsUpright: false, threads: threads, cancellation: cancellation)
        guard let output = PictureOutput(path: "\(folder)/ref_%06d.png", isForPictures: true) else {
            throw MediaError(.badOutput, path: folder, reason: "cannot be a folder of stills")
        }
        writer = try ImageSequenceWriter(
            output, numbering: .counted(from: 0, atPlace: 0), format: .png, places: 0..<Int.max,
            existing: replaces ? .replaced : .refused, goesOn: false)
        if !replaces {
            for name in [Self.cutsName, Self.colorsName, Self.sheetName] {
                try OutputFile.checkIsNew("\(folder)/\(name)")
            }
        }
        do {
            guard let frame = try frames.frame(at: 0) else {
                throw MediaError(.badInput, path: film.path, reason: "has no frames")
            }
            pictureSize = (frame.payload.width, frame.payload.height)
        } catch let error as MediaError {
            throw error
        } catch {
            throw MediaError(.badInput, path: film.path, reason: "\(error)")
        }
    }

    /// Does the work. Throws `MediaError`, `ColorError` or `NetError`.
    ///
    /// - Parameters:
    ///   - predictor: the network.
    ///   - recalls: whether shots of the same set-up are found.
    ///   - findsBorders: whether black borders are found, which the network then does not see.
    /// - Returns: of each shot how sure the network is of its still. The sheet shows the same as a bar.
    package func run(
        predictor: any ChromaPredictor, recalls: Bool, findsBorders: Bool
    ) throws -> [ShotFigures] {
        try writer.begin(note: nil)
        reporter.report(.readingShots)
        let (shots, chosen) = try ShotChoice(
            frames: frames, input: predictor.input, recalls: recalls, looksAtPictures: findsBorders
        ).choose()
        if findsBorders { reporter.report(.borders(shots: shots.areas.count)) }
        var cutsFile = try UnfinishedFile.begin("\(folder)/\(Self.cutsName)", replaces: replaces)
        try CutList.write(shots.starts.dropFirst().map { Cut(frame: $0, seconds: nil) }, to: &cutsFile)
        let likeShots = [LikeShot](shots.links)
        reporter.report(likeShots)
        var colorsFile = try UnfinishedFile.begin("\(folder)/\(Self.colorsName)", replaces: replaces)
        try colorsFile.finish(with: Array(ColorList.text(likeShots.map { ($0.shot, $0.earlier) }).utf8))
        let areas = ShotAreas(shots.areas, ShotRanges(shots.cuts))
        let coloring = FrameColoring(predictor, buffers: buffers)
        let scale = Double(Self.longerSide) / Double(max(pictureSize.width, pictureSize.height))
        let (width, height) = (
            max(1, Int(Double(pictureSize.width) * scale)), max(1, Int(Double(pictureSize.height) * scale))
        )
        let display = DisplayReader(part: .whole, width: width, height: height)
        let shown = min(chosen.count, Self.mostOnSheet)
        var sheet = PictureGrid(
            columns: min(Self.columns, shown), rows: (shown + Self.columns - 1) / Self.columns, cellWidth: width,
            cellHeight: height)
        let starts = shots.starts
        var figures: [ShotFigures] = []
        reporter.start(total: chosen.count)
        defer { reporter.finish() }
        for (place, number) in chosen.enumerated() {
            guard let frame = try frames.frame(at: number) else { break }
            var certainty: Double?
            let colored = try coloring.color(frame, for: writer.target, area: areas.area(of: number)) { values in
                certainty = predictor.output.meanCertainty(values)
            }
            figures.append(ShotFigures(first: starts[place], frames: 1, certainty: certainty, uncovered: nil))
            if place < shown {
                let (format, tags) = try writer.target.output(colored.ticket)
                let small = try display.picture(of: colored.payload.reference(), format: format, tags: tags)
                sheet.place(small, column: place % Self.columns, row: place / Self.columns)
                if let certainty {
                    sheet.placeBar(certainty, column: place % Self.columns, row: place / Self.columns)
                }
            }
            try writer.write(colored)
            reporter.written(WorkDone(frames: 1))
        }
        var sheetFile = try UnfinishedFile.begin("\(folder)/\(Self.sheetName)", replaces: replaces)
        try PictureFile.writePNG(sheet.sheet, to: &sheetFile)
        return figures
    }
}
