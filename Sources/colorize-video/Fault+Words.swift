import Files
import Report

extension Fault {
    /// The sentence, without a final full stop.
    var words: String {
        switch self {
        case .stillFormatForFilm: "is a film; --output-format is for pictures"
        case .frameRateWithoutStills: "--fps is for films made of pictures"
        case .skippingWithoutStills: "--skip-existing is for pictures that are written"
        case .startNumberWithoutNumbers:
            "--start-number is for patterns like scan_%06d.dpx and for a film's pictures"
        case .filmReadingForStills:
            "--start, --duration, --map-video and --deinterlace are for films; pictures have --frames"
        case .filmWritingForStills: "--format and --verify are for films that are written"
        case .noStillInRange(let count, let lower, let upper):
            "has \(count) pictures, counted from 0: none is in --frames \(Words.range(lower, upper))"
        case .noFrameInPart(let seconds, let count):
            "has no frames in the part asked for"
                + (seconds.map {
                    "; it is \(Words.length($0)) long\(count.map { ", about \(Words.count($0, "frame"))" } ?? "")"
                }
                    ?? "")
        case .verificationOfStandardOutput: "--verify cannot read standard output again"
        case .calibrationWithoutUse: "--calibration is for --precision auto and int8"
        case .stillFormatAgainstName(let format):
            "the name says \(format), --output-format something else: leave one out"
        case .ownFormatOfFrames: "--output-format same is for pictures; a film's frames have no format"
        case .noConstantQuality(let encoder):
            "\(encoder) has no --crf; its own options go through --encoder-option key=value"
        case .noPresets(let encoder):
            "\(encoder) has no --preset; its own options go through --encoder-option key=value"
        case .samePath(let role, let other): "\(role.words) is \(other.words) itself"
        case .replacesStillThatIsRead(let role): "\(role.words) is one of the pictures that are read"
        case .isStillThatIsWritten(let role): "\(role.words) is one of the pictures that are written"
        case .tooLittleMemory(let leastBytes, let mostBytes):
            "this needs at least \(Words.oneDecimal(leastBytes / 0x1p30)) GiB of memory, and a process may have "
                + "\(Words.oneDecimal(mostBytes / 0x1p30)) here"
        case .piecesOfAnotherRun(let folder, let changes):
            "\(folder) holds pieces of another run (changed: \(changes.map(\.words).joined(separator: ", ")))"
        case .stillsOfAnotherRun(let folder, let changes):
            "\(folder) holds stills of another run that was broken off (changed: "
                + "\(changes.map(\.words).joined(separator: ", ")))"
        case .piecesMissing(let pieces): "pieces are missing or damaged: \(Words.ranges(pieces))"
        case .cannotBePlanned: "only a run from a file, or from stills, to a film's file can be done in pieces"
        case .damage(let damage): damage.words
        }
    }
}

extension PlanChange {
    /// What it is, in the user's words.
    var words: String {
        switch self {
        case .source: "the input"
        case .part: "the part of it, or how it is read"
        case .weights: "the weights"
        case .network: "the network"
        case .coloring: "how it is coloured"
        case .encoder: "the encoder"
        case .pieces: "--piece-frames"
        case .program: "the program or its libraries"
        case .machine: "the processor or oneDNN"
        }
    }
}

extension PathRole {
    /// The option that names the path, or what it is.
    var words: String {
        switch self {
        case .input: "the input"
        case .output: "the output"
        case .weights: "--weights"
        case .calibration: "--calibration"
        case .cuts: "--cuts"
        case .contactSheet: "--contact-sheet"
        case .strip: "--strip"
        case .table: "--json"
        }
    }
}
