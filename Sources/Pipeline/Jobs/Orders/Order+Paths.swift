internal import Files
package import Media
internal import Report

extension Order {
    /// Checks what can be checked without opening anything: that the input is there, that the output may be made, and
    /// that no file of the run is written over another.
    ///
    /// Throws `MediaError` with code `badInput`, `badOutput` or `badOption`.
    ///
    /// - Parameter goesOn: whether the run goes on with an earlier one's pieces: then the output may be there, if it is
    ///   what that run made.
    package func checkPaths(goesOn: Bool) throws(MediaError) {
        switch self {
        case .film(let order):
            try order.input.checkIsThere()
            try order.output.check(goesOn: goesOn)
        case .filmOfStills(let order):
            try order.output.check(goesOn: goesOn)
        case .stills(let order):
            let output = order.output.stills
            _ = try order.output.format.resolved(for: output, isFilm: false)
            if !output.isSingle && output.pattern == nil && Folder.kind(of: output.path) == .file {
                throw MediaError(
                    .badOutput, path: output.path,
                    reason: "is a file, but \(order.input.stills.path) is a folder: name a folder")
            }
        case .stillsOfFilm(let order):
            try order.input.checkIsThere()
            _ = try order.output.format.resolved(for: order.output.stills, isFilm: true)
        }
        try checkClashes()
    }

    private var outputPath: String {
        switch self {
        case .film(let order): order.output.path
        case .filmOfStills(let order): order.output.path
        case .stills(let order): order.output.stills.path
        case .stillsOfFilm(let order): order.output.stills.path
        }
    }

    /// What is written must be neither read nor written a second time.
    private func checkClashes() throws(MediaError) {
        let (input, output) = (source.path, outputPath)
        let isPipe = StandardStream.isMeant(by: output)
        var paths = RunPaths()
        paths.read(StandardStream.isMeant(by: input) ? nil : input, as: .input)
        if case .film(let input) = source { input.paths.dropFirst().forEach { paths.read($0, as: .input) } }
        paths.read(coloring.weightsPath, as: .weights)
        paths.write(isPipe ? nil : output, as: .output)
        paths.readOrWrite(coloring.calibrationPath, as: .calibration)
        paths.readOrWrite(coloring.cutsPath, as: .cuts)
        do throws(FileError) {
            try paths.check()
        } catch {
            throw MediaError(error)
        }
        if case .stills(let input) = source, !isPipe { try input.stills.refuse(output, as: .output) }
    }
}

extension FilmInput {
    fileprivate func checkIsThere() throws(MediaError) {
        for path in paths where !StandardStream.isMeant(by: path) && Folder.kind(of: path) == .missing {
            throw MediaError(.badInput, path: path, reason: "no such file or folder")
        }
    }
}

extension FilmOutput {
    /// Whether a film may be written there.
    fileprivate func check(goesOn: Bool) throws(MediaError) {
        if StandardStream.isMeant(by: path) {
            if StandardStream.outputIsATerminal {
                throw MediaError(.badOutput, reason: "standard output is a terminal: pipe it into a program or a file")
            }
            if isVerified { throw MediaError(.badOption, .verificationOfStandardOutput) }
        } else {
            if !overwrite, !(goesOn && Journal.hasMade(path)) { try OutputFile.checkIsNew(path) }
            try OutputFile.checkIsReplaceable(path)
        }
        _ = try container
    }

    /// The container to write. Throws `MediaError` for a name that is none.
    package var container: OutputContainer {
        get throws(MediaError) { try OutputContainer(path: path, formatName: format) }
    }
}
