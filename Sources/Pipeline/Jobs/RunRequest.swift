package import Color
internal import Files
package import Media
internal import Report
package import Shots

/// What a run is to do.
package struct RunRequest: Sendable {
    /// A film ("-" for standard input), or pictures: a folder, numbered names (`scan_%06d.dpx`), names with `*` or `?`,
    /// or one picture.
    package var input: String
    /// A film ("-" for standard output), or for pictures numbered names or a folder; the folder for a film's frames
    /// must exist or end with `/`.
    package var output: String
    /// Whether an output that exists is replaced.
    package var overwrite: Bool = false
    /// How to encode a film.
    package var encoder: EncoderSettings = EncoderSettings()
    /// The frames to colour; nil for all.
    package var frames: FrameRange?
    /// What to do with a film, apart from its colours.
    package var film = FilmRequest()
    /// The format of written pictures.
    package var pictureFormat: PictureFormatChoice = .usual
    /// The number of the first picture that is read, if the input is numbered names, otherwise of the first that is
    /// written. nil for the lowest there is, and for 1 and the place of the first frame.
    package var startNumber: Int?
    /// Of a film made of pictures; nil for what the first picture says, or 24.
    package var frameRate: FrameRate?
    /// Factor on a and b; 0 gives grey, 1 what the network says. Colours that it would push out of sRGB keep their hue.
    package var saturation: Float = 1
    /// How a and b come to the pictures' size.
    package var chroma: ChromaEnlargement = .bilinear
    /// How firmly colours are held from frame to frame.
    package var steadiness: Steadiness = .light
    /// A list of the film's cuts: read if the file exists, otherwise written; nil for neither.
    package var cutsPath: String?
    /// The file of weights and the calibration that the network is built from, if they are named: only so that no file
    /// of the run is written over another.
    package var weightsPath: String?
    /// See `weightsPath`.
    package var calibrationPath: String?
    /// Leave out what cannot be read, with a warning, instead of stopping.
    package var keepGoing: Bool = false
    /// A frame or picture with more pixels is refused.
    package var maxPixels = RunRequest.usualMaxPixels
    /// 8192 × 8192.
    package static let usualMaxPixels = PictureLimit.usualPixels
    /// Threads to use for all but the encoder, whose settings say how many it has; 0 for one a core.
    package var threads: Int = 0

    /// A run with every default; see the properties.
    package init(input: String, output: String) {
        self.input = input
        self.output = output
    }

    /// Checks what can be checked without opening anything: that the input is there, that the output may be made, and
    /// that no file of the run is written over another.
    ///
    /// Throws `MediaError` with code `badInput`, `badOutput` or `badOption`.
    package func checkPaths() throws(MediaError) {
        try checkRoute()
        let isPipe = StandardStream.isMeant(by: output)
        var paths = RunPaths()
        paths.read(StandardStream.isMeant(by: input) ? nil : input, as: .input)
        paths.read(weightsPath, as: .weights)
        paths.write(isPipe ? nil : output, as: .output)
        paths.readOrWrite(calibrationPath, as: .calibration)
        paths.readOrWrite(cutsPath, as: .cuts)
        do throws(FileError) {
            try paths.check()
        } catch {
            throw MediaError(error)
        }
        if let pictures = PictureInput(path: input), !isPipe { try pictures.refuse(output, as: .output) }
    }

    /// The files of the run besides input and output.
    var sidePaths: [(path: String, role: PathRole)] {
        let paths: [(String?, PathRole)] = [
            (weightsPath, .weights), (calibrationPath, .calibration), (cutsPath, .cuts),
        ]
        return paths.compactMap { path, role in path.map { ($0, role) } }
    }

    private func checkRoute() throws(MediaError) {
        if let route = try PictureRoute(self) { return try route.check(self) }
        try PictureRoute.refuseOptions(of: self)
        if !StandardStream.isMeant(by: input), Folder.kind(of: input) == .missing {
            throw MediaError(.badInput, path: input, reason: "no such file or folder")
        }
        try checkFilmOutput()
    }

    /// Whether a film may be written there.
    func checkFilmOutput() throws(MediaError) {
        if StandardStream.isMeant(by: output) {
            if StandardStream.outputIsATerminal {
                throw MediaError(.badOutput, reason: "standard output is a terminal: pipe it into a program or a file")
            }
            if film.isVerified { throw MediaError(.badOption, .verificationOfStandardOutput) }
        } else {
            if !overwrite { try OutputFile.checkIsNew(output) }
            try OutputFile.checkIsReplaceable(output)
        }
        _ = try OutputContainer(path: output, formatName: film.format)
    }
}
