package import Files

/// What is wrong with a run, as a value that the executable words: wishes that do not go together, and what needs
/// numbers or other values to say.
package enum Fault: Sendable, Equatable {
    /// A format for stills is asked for, but a film is written.
    case stillFormatForFilm
    /// A frame rate is asked for, but no film is made of stills.
    case frameRateWithoutStills
    /// A first number is asked for where nothing is numbered.
    case startNumberWithoutNumbers
    /// Stills that exist are to be kept, but no stills are written.
    case skippingWithoutStills
    /// A place in time, a video stream or deinterlacing is asked for, but the input is stills.
    case filmReadingForStills
    /// A container or a verification is asked for, but stills are written.
    case filmWritingForStills
    /// A range of frames, half-open and without an end if `upper` is nil, holds none of the input's `count` stills.
    case noStillInRange(count: Int, lower: Int, upper: Int?)
    /// The part of a film that is asked for holds no frame: the film is so long and has about so many, nil for what it
    /// does not say.
    case noFrameInPart(filmSeconds: Double?, frameCount: Int?)
    /// A verification is asked for, but the output cannot be read again.
    case verificationOfStandardOutput
    /// A calibration is given for a precision that has no use for one.
    case calibrationWithoutUse
    /// Another format is asked for than the output's name says.
    case stillFormatAgainstName(String)
    /// Each still's own format is asked for, but a film's frames have none.
    case ownFormatOfFrames
    /// The encoder has no constant quality.
    case noConstantQuality(encoder: String)
    /// The encoder has no presets.
    case noPresets(encoder: String)
    /// A file of the run would be written over another.
    case samePath(PathRole, as: PathRole)
    /// A file of the run would be written over a still that is read.
    case replacesStillThatIsRead(PathRole)
    /// A file of the run is one of the stills that are written.
    case isStillThatIsWritten(PathRole)
    /// The run needs more memory than a process may have.
    case tooLittleMemory(leastBytes: Double, mostBytes: Double)
    /// The pieces of an earlier run in `folder` were made otherwise: by what has changed since.
    case piecesOfAnotherRun(folder: String, changes: [PlanChange])
    /// The same of stills.
    case stillsOfAnotherRun(folder: String, changes: [PlanChange])
    /// Pieces are missing or damaged: their numbers.
    case piecesMissing([Int])
    /// A run to standard output, or from a source that is read once, cannot be planned.
    case cannotBePlanned
    /// Damage in a film that stops the run.
    case damage(FilmDamage)
}

/// What makes the pieces or stills of one run useless to another.
package enum PlanChange: String, Hashable, Sendable, CaseIterable {
    case source, part, weights, network, coloring, encoder, pieces, program
    /// This machine cannot compute what the other one did: another instruction set, or another oneDNN.
    case machine
}
