/// What a run tells about itself while it is prepared and at work: one case a kind, with its values. The executable
/// words it.
package enum Notice: Sendable, Equatable {
    // MARK: stills

    /// A file in a folder of stills is none and is skipped.
    case notAStill(path: String)
    /// A still cannot be read or coloured and is skipped.
    case stillSkipped(path: String?, reason: String, advice: [Advice])
    /// A still is damaged; what is left of it is coloured.
    case stillDamaged(path: String, damage: String)
    /// A file holds several stills, of which the first is coloured.
    case pagesDropped(path: String, count: Int)
    /// A still says that its samples are logarithms; they are coloured as if made for a screen.
    case logarithmicSamples(path: String)
    /// The range of frames ends after the last of `count` stills. Half-open.
    case stillRangeClamped(path: String, range: Range<Int>, count: Int)
    /// The numbers of stills leave out `missing`; the first ones between two names.
    case numbersMissing(path: String, missing: Int, before: String, after: String)
    /// A film is made of stills at a rate that nobody asked for: that of the still called `source`, or the usual one.
    case frameRateChosen(rate: String, source: String?)

    // MARK: films that are read

    /// Samples are tagged as linear light, which only floating-point samples are; they are coloured as if made for a
    /// screen.
    case linearTagIgnored(path: String)
    /// Frames are interlaced and stay so.
    case interlaced(path: String, hasTopFieldFirst: Bool)
    /// Damage of one kind.
    case damage(path: String, FilmDamage)
    /// The range of frames ends after the film's last. Half-open.
    case filmRangeClamped(path: String, range: Range<Int>, count: Int)

    // MARK: films that are written

    /// A stream of the input is not in the output.
    case streamDropped(StreamName, DropReason)
    /// Packets of a stream that is copied could not be written.
    case packetsDropped(StreamName, count: Int, of: Int)
    /// Tags of the film are not in the output, whose container has no place for them.
    case tagsDropped([String], container: String, advice: [Advice])
    /// The container cannot say that frames are shown turned.
    case rotationDropped(container: String)
    /// The encoder keeps fewer bits a sample than the film has.
    case bitsDropped(encoder: String, kept: Int, of: Int, advice: Advice)
    /// The encoder has no alpha channel.
    case alphaDropped(encoder: String, advice: Advice)
    /// The encoder does not write closed captions.
    case captionsDropped(encoder: String)
    /// The film has interlaced frames and progressive ones, and the encoder marks all as the first.
    case fieldsMarkedAlike(encoder: String, isInterlaced: Bool)
    /// Frames that last longer in the film than in the output, whose container holds one frame rate.
    case gapsDropped(count: Int)

    // MARK: runs in pieces

    /// An earlier run did some of the pieces, so many frames. `total` is nil if nobody knows.
    case resuming(done: Int, total: Int?)
    /// An earlier run did pieces with other colours that a person gave: so many are as they would be now, and so many
    /// are done again.
    case piecesChanged(kept: Int, again: Int)
    /// A piece that an earlier run did is damaged and is done again.
    case pieceDamaged(path: String)
    /// A piece is done: so many of them are kept in the folder `path` whatever happens. `total` as above.
    case pieceKept(path: String, done: Int, total: Int?)
    /// A piece is done, one of those that a process was asked for.
    case pieceDone(Int, frames: Int, seconds: Double)
    /// A piece that a process was asked for is done already.
    case pieceDoneBefore(Int)
    /// Pieces were asked for that the film does not have: it has so many, counted from 0.
    case piecesClamped(count: Int)
    /// An earlier run did some of the stills.
    case resumingStills(done: Int, total: Int?)
    /// So many stills are kept in `folder` whatever happens.
    case stillsKept(folder: String, count: Int)
    /// The rest of the pieces and the film may need more space than is free.
    case spaceShort(path: String, neededBytes: Double, freeBytes: Double)
    /// All pieces are done and are joined.
    case joining(pieces: Int)
    /// An earlier run made the film, and was ended after that.
    case filmMadeBefore(path: String)

    // MARK: a person's colours

    /// The film is read before it is coloured: for its cuts, or, if these are known, for what its shots look like; or
    /// for shots of the same set-up.
    case searchingShots(isForCuts: Bool, recalls: Bool)
    /// Shots of the same set-up as an earlier one, in order.
    case shotsRecalled([LikeShot])
    /// So many shots are in colour already and keep their colours, from the first frame of the first.
    case shotsKept(count: Int, first: Int?)
    /// So many shots have black borders, which the network does not see.
    case borders(shots: Int)

    /// Nobody said how steady colours are to be, and shots cannot be held together; neighbouring frames are.
    case shotsNotHeld(ShotsReason)

    // MARK: the start

    /// The source is opened.
    case opening(path: String)
    /// Precisions are compared: so many frames are done, in f32 or in `precision`.
    case choosingPrecision(precision: String, done: Int, of: Int)
    /// The network is built.
    case buildingNetwork(model: String)
    /// All of the film is read for its cuts.
    case readingShots
    /// A sample is coloured and encoded, to know what the run would cost.
    case coloringSample
    /// Frames are coloured for a sheet.
    case coloringSheet

    // MARK: the network

    /// f32 is used, without anything having been measured.
    case unmeasuredPrecision(PrecisionReason)
    /// The precision is that of a calibration.
    case calibratedPrecision(String, path: String)
    /// Precisions were compared with f32 on so many frames: those that differ too much, as they were tried, and the one
    /// that is used, nil for f32.
    case measuredPrecision(chosen: PrecisionDifference?, refused: [PrecisionDifference], frameCount: Int)
    /// The run may need more memory than is free.
    case memoryShort(neededBytes: Double, freeBytes: Double)

    /// Why a stream is not in the output.
    package enum DropReason: Sendable, Equatable {
        /// It is a video stream, number `number` of them, and another is coloured.
        case notChosen(number: Int)
        /// It begins too late for its sample rate to be known when the output begins.
        case beginsBeyondProbing
        /// It begins so late that it was not known when the output began.
        case beginsLate(seconds: Double)
        /// The container cannot hold it.
        case containerCannotHold(String, advice: [Advice])
        /// The container's muxer refuses it.
        case containerRefuses(String, reason: String, advice: [Advice])
    }

    /// Why f32 is used although other precisions were allowed.
    package enum PrecisionReason: Sendable, Equatable {
        /// This processor has nothing faster.
        case nothingIsFaster
        /// The input has too few frames to measure on.
        case tooFewFrames(Int)
        /// The input can be read only once.
        case inputIsReadOnce
    }

    /// Why shots are not held together.
    package enum ShotsReason: Sendable, Equatable {
        /// The input can be read only once.
        case inputIsReadOnce
        /// Colours are carried with a network whose input's sides are multiples of this.
        case inputSize(multiple: Int)
        /// The part is named by times, and only decoding the film up to there tells which frames they mean.
        case framesAreNotNumbered
    }

    /// How far a precision's colours are from those of f32, in CIEDE2000.
    package struct PrecisionDifference: Sendable, Equatable {
        /// "int8".
        package let precision: String
        /// Of all pixels.
        package let mean: Double
        /// 99 of 100 pixels differ by less.
        package let percentile99: Double
        /// How many times as fast as f32 it is; nil if that was not measured.
        package let speed: Double?

        /// See the properties.
        package init(precision: String, mean: Double, percentile99: Double, speed: Double? = nil) {
            self.precision = precision
            self.speed = speed
            self.mean = mean
            self.percentile99 = percentile99
        }
    }
}

extension Notice {
    /// Whether it only tells what is being done: the next one takes its place.
    package var isStep: Bool {
        switch self {
        case .opening, .choosingPrecision, .buildingNetwork, .readingShots, .coloringSample, .coloringSheet: true
        default: false
        }
    }

    /// Whether it is information only, about what the run chose, and no warning.
    package var isInformation: Bool {
        switch self {
        case .frameRateChosen, .unmeasuredPrecision, .calibratedPrecision, .measuredPrecision, .resuming,
            .piecesChanged, .pieceKept, .pieceDone, .pieceDoneBefore, .joining, .filmMadeBefore, .resumingStills,
            .stillsKept, .searchingShots, .shotsRecalled, .shotsKept, .borders, .shotsNotHeld, .opening,
            .choosingPrecision, .buildingNetwork, .readingShots, .coloringSample, .coloringSheet:
            true
        default: false
        }
    }
}
