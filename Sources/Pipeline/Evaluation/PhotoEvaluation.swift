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
    /// Numbers of points: for each the photographs are also coloured with so many of their own pixels' colours given,
    /// taken anywhere; the same in every run, and the fewer among the more.
    package var points: [Int] = []

    /// All pictures.
    package init(folder: String) { self.folder = folder }

    /// Throws `MediaError.badOutput` if the file at `path`, which is to be written as `role`, is one of the pictures.
    package func refuse(_ path: String, as role: PathRole) throws(MediaError) {
        try PictureInput(path: folder)?.refuse(path, as: role)
    }

    /// Judges `colorizer`, whose input must be a square. Rows: truth, grey, one colour for everything (the mean of the
    /// photographs' own a and b), the network, and it with points. Columns: see `ScoreSum`; with points, in how many of
    /// them the result is within 3 CIEDE2000. `contactSheet` gets a PNG: truth, grey, the network's result and those
    /// with points of up to 100 pictures, evenly spread.
    ///
    /// - Parameter keys: what gives the keys for points, where the network itself does not.
    ///
    /// Throws `MediaError` if there is nothing to judge or the sheet cannot be written, `NetError` if the network
    /// fails.
    package func run(
        colorizer: Colorizer, keys: Colorizer?, contactSheet: consuming UnfinishedFile?, printer: any Reporter
    ) throws -> EvaluationTable {
        try run(predictor: colorizer, keys: keys, contactSheet: contactSheet, printer: printer)
    }

    package func run(
        predictor: any ChromaPredictor, keys: (any ChromaPredictor)? = nil,
        contactSheet: consuming UnfinishedFile? = nil, printer: any Reporter
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
        let pointing = PointedPictures(coloring, keys: keys)
        var pointed = points.map { _ in (scores: ScoreSum(), near: 0, count: 0) }
        for name in readable {
            let truth = TruePicture(try reader.picture(inFile: "\(folder)/\(name)"))
            let lightness = try coloring.lightness(of: truth.rgb)
            let grey = try untouched.join(lightness, try coloring.uniform(a: 0, b: 0))
            let output = try coloring.predict(lightness)
            let result = try coloring.join(lightness, output)
            truths.add(truth: truth)
            greys.add(grey, truth: truth)
            means.add(try untouched.join(lightness, try coloring.uniform(a: mean.a, b: mean.b)), truth: truth)
            ours.add(result, truth: truth)
            var shown = [truth.rgb, grey.rgb, result.rgb]
            for (index, count) in points.enumerated() {
                let places = RandomPlaces(count, of: truth, seed: Self.seed(name))
                let result = try pointing.picture(lightness, output, places: places.known)
                pointed[index].scores.add(result, truth: truth)
                pointed[index].near += places.differences(in: LabPicture(result.rgb)).count { $0 <= 3 }
                pointed[index].count += count
                shown.append(result.rgb)
            }
            sheet?.add(shown)
            printer.written(WorkDone(frames: 1))
        }
        if let picture = sheet?.picture, var file = contactSheet.take() {
            try PictureFile.writePNG(picture, to: &file)
        }

        func row(_ name: String, _ sum: ScoreSum, near: Double? = nil) -> EvaluationTable.Row {
            let values = [
                sum.meanPSNR, sum.meanColorDifference, sum.abRMSE, sum.meanColorfulness, sum.meanChroma,
                sum.meanWhiteChroma, sum.meanBlackChroma,
            ]
            return EvaluationTable.Row(name: name, values: values + (points.isEmpty ? [] : [near]))
        }
        let truth = row("truth", truths)
        let rows = zip(points, pointed).map { count, sums in
            row(
                count == 1 ? "1 point" : "\(count) points", sums.scores,
                near: 100 * Double(sums.near) / Double(max(1, sums.count)))
        }
        return EvaluationTable(
            columns: Self.columns + (points.isEmpty ? [] : [Self.nearColumn]),
            rows: [
                // There is nothing to compare it with.
                .init(name: truth.name, values: [nil, nil, nil] + truth.values.dropFirst(3)),
                row("grey", greys), row("mean colour", means), row("ours", ours),
            ] + rows, counted: ("photographs", readable.count))
    }

    private static let columns: [EvaluationTable.Column] = [
        .init(key: "psnr", title: "PSNR dB", digits: 2), .init(key: "ciede2000", title: "CIEDE2000", digits: 2),
        .init(key: "ab_rmse", title: "ab RMSE", digits: 2),
        .init(key: "colourfulness", title: "colourfulness", digits: 1),
        .init(key: "chroma", title: "mean chroma", digits: 1),
        .init(key: "white_chroma", title: "of whites", digits: 1),
        .init(key: "black_chroma", title: "of blacks", digits: 1),
    ]
    private static let nearColumn = EvaluationTable.Column(key: "points_near", title: "points within 3, %", digits: 1)

    /// A number of its own for a photograph, whichever others there are (FNV-1a).
    private static func seed(_ name: String) -> UInt64 {
        name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
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
