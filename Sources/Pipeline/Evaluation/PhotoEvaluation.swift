internal import Color
package import Coloring
package import Files
package import Media
package import Net
package import Report

/// Colour photographs, greyed, coloured and compared with what they were.
///
/// What is compared: the square in the middle of each photograph, 8-bit sRGB as a screen shows it, resized to what the
/// network sees with Pillow's bicubic filter. Its L* goes the program's own way to an 8-bit sRGB picture of the same
/// size.
package struct PhotoEvaluation: Sendable {
    /// A folder of pictures; other files in it are named in a warning, as are pictures that cannot be read.
    package var folder: String
    /// So many of the pictures, evenly spread in the order of their names; nil for all.
    package var limit: Int?
    /// How the network's colours become a picture's.
    package var look = ColorLook()

    /// All pictures.
    package init(folder: String) { self.folder = folder }

    /// Throws `MediaError.badOutput` if the file at `path`, which is to be written as `role`, is one of the pictures.
    package func refuse(_ path: String, as role: PathRole) throws(MediaError) {
        try PictureInput(path: folder)?.refuse(path, as: role)
    }

    /// Judges `colorizer`, whose input must be a square. Rows: truth, grey, one colour for everything (the mean of the
    /// photographs' own a and b), the network. Columns: see `ScoreSum`. `contactSheet` gets a PNG: truth, grey and
    /// result of up to 100 pictures, evenly spread.
    ///
    /// Throws `MediaError` if there is nothing to judge or the sheet cannot be written, `NetError` if the network
    /// fails.
    package func run(
        colorizer: Colorizer, contactSheet: consuming UnfinishedFile?, printer: any Reporter
    ) throws -> EvaluationTable {
        try run(predictor: colorizer, contactSheet: contactSheet, printer: printer)
    }

    package func run(
        predictor: any ChromaPredictor, contactSheet: consuming UnfinishedFile? = nil, printer: any Reporter
    ) throws -> EvaluationTable {
        let names = try pictureNames(printer)
        let reader = DisplayReader(part: .centreSquare, width: predictor.input.width, height: predictor.input.height)
        let (readable, mean) = try meanColor(of: names, reader, printer)
        let coloring = FrameColoring(predictor, look: look)
        let untouched = FrameColoring(predictor)
        var sheet = contactSheet == nil ? nil : ContactSheet(pictureCount: readable.count)

        printer.start(total: readable.count)
        defer { printer.finish() }
        var (truths, greys, means, ours) = (ScoreSum(), ScoreSum(), ScoreSum(), ScoreSum())
        for name in readable {
            let truth = TruePicture(try reader.picture(inFile: "\(folder)/\(name)"))
            let lightness = try coloring.lightness(of: truth.rgb)
            let grey = try untouched.join(lightness, try coloring.uniform(a: 0, b: 0))
            let result = try coloring.join(lightness, try coloring.predict(lightness))
            truths.add(truth: truth)
            greys.add(grey, truth: truth)
            means.add(try untouched.join(lightness, try coloring.uniform(a: mean.a, b: mean.b)), truth: truth)
            ours.add(result, truth: truth)
            sheet?.add([truth.rgb, grey.rgb, result.rgb])
            printer.written(WorkDone(frames: 1))
        }
        if let picture = sheet?.picture, var file = contactSheet.take() {
            try PictureFile.writePNG(picture, to: &file)
        }

        func row(_ name: String, _ sum: ScoreSum) -> EvaluationTable.Row {
            EvaluationTable.Row(
                name: name,
                values: [
                    sum.meanPSNR, sum.meanColorDifference, sum.abRMSE, sum.meanColorfulness, sum.meanChroma,
                    sum.meanWhiteChroma, sum.meanBlackChroma,
                ])
        }
        return EvaluationTable(
            columns: [
                .init(key: "psnr", title: "PSNR dB", digits: 2), .init(key: "ciede2000", title: "CIEDE2000", digits: 2),
                .init(key: "ab_rmse", title: "ab RMSE", digits: 2),
                .init(key: "colourfulness", title: "colourfulness", digits: 1),
                .init(key: "chroma", title: "mean chroma", digits: 1),
                .init(key: "white_chroma", title: "of whites", digits: 1),
                .init(key: "black_chroma", title: "of blacks", digits: 1),
            ],
            rows: [
                .init(
                    name: "truth",
                    values: [
                        nil, nil, nil, truths.meanColorfulness, truths.meanChroma, truths.meanWhiteChroma,
                        truths.meanBlackChroma,
                    ]),
                row("grey", greys), row("mean colour", means), row("ours", ours),
            ], counted: ("photographs", readable.count))
    }

    private func pictureNames(_ printer: any Reporter) throws(MediaError) -> [String] {
        var names: [String] = []
        // In plain order: there is nothing to count in names of photographs.
        for name in try Folder.entries(of: folder).sorted() {
            if PictureFormat(fileExtension: FrameNaming.split(name).fileExtension) != nil {
                names.append(name)
            } else {
                printer.report(.notAStill(path: "\(folder)/\(name)"))
            }
        }
        guard let limit, limit < names.count else { return names }
        return (0..<limit).map { names[$0 * names.count / limit] }
    }

    /// The pictures that can be read, and the mean of their a and b.
    private func meanColor(
        of names: [String], _ reader: DisplayReader, _ printer: any Reporter
    ) throws(MediaError) -> (readable: [String], mean: (a: Float, b: Float)) {
        var readable: [String] = []
        var (a, b) = (0.0, 0.0)
        for name in names {
            do throws(MediaError) {
                let chroma = LabPicture(try reader.picture(inFile: "\(folder)/\(name)")).chroma
                a += chroma.a.reduce(0, +) / Double(chroma.a.count)
                b += chroma.b.reduce(0, +) / Double(chroma.b.count)
                readable.append(name)
            } catch {
                printer.report(.stillSkipped(path: error.path, reason: error.reason, advice: error.advice))
            }
        }
        guard !readable.isEmpty else {
            throw MediaError(.badInput, path: folder, reason: "holds no pictures that can be read")
        }
        return (readable, (Float(a / Double(readable.count)), Float(b / Double(readable.count))))
    }
}
