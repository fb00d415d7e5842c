import Report

extension Notice {
    /// The sentence, without a final full stop.
    var words: String {
        switch self {
        case .notAStill(let path): "\(path): no picture, left out"
        case .stillSkipped(let path, let reason, let advice):
            Words.line(path, Words.sentence(reason, advice) + "; left out")
        case .stillDamaged(let path, let damage): "\(path) is damaged (\(damage)); what is left of it is coloured"
        case .pagesDropped(let path, let count):
            "\(path) has \(count) pictures; the first is coloured, the others are left out"
        case .logarithmicSamples(let path):
            "\(path): says that its codes are logarithmic; they are coloured as they are, as if for a screen"
        case .stillRangeClamped(let path, let range, let count):
            "\(path): --frames \(Words.range(range.lowerBound, range.upperBound)) ends at \(count), the number of "
                + "pictures"
        case .numbersMissing(let path, let missing, let before, let after):
            "\(path): the numbering has gaps, \(missing) missing; first between \(before) and \(after)"
        case .frameRateChosen(let rate, let source):
            "\(rate) frames a second\(source.map { ", as \($0) says" } ?? ""); --fps changes that"
        case .linearTagIgnored(let path):
            "\(path) is tagged as linear light, which only floating-point samples are; coloured as if made for a screen"
        case .interlaced(let path, let hasTopFieldFirst):
            "\(path) is interlaced (\(hasTopFieldFirst ? "top" : "bottom") field first) and stays so; --deinterlace makes "
                + "whole frames of it"
        case .damage(let path, let damage): "\(path): \(damage.words)"
        case .filmRangeClamped(let path, let range, let count):
            "\(path) has only \(count) frames; --frames \(Words.range(range.lowerBound, range.upperBound)) ends there"
        case .streamDropped(let stream, let reason): "\(stream.words) left out: \(reason.words)"
        case .packetsDropped(let stream, let count, let total):
            "\(stream.words): \(count) of \(Words.count(total, "packet")) could not be copied"
        case .tagsDropped(let tags, let container, let advice):
            Words.sentence(
                "tag\(tags.count == 1 ? "" : "s") \(tags.joined(separator: ", ")) left out: \(container) has no place "
                    + "for \(tags.count == 1 ? "it" : "them")", advice)
        case .rotationDropped(let container):
            "the picture's rotation is left out: \(container) cannot hold it; use .mp4"
        case .bitsDropped(let encoder, let kept, let bits, let advice):
            Words.sentence("\(encoder) keeps \(kept) of the film's \(bits) bits", [advice])
        case .alphaDropped(let encoder, let advice):
            Words.sentence("the film's alpha channel is left out: \(encoder) has none", [advice])
        case .captionsDropped(let encoder):
            "closed captions left out: \(encoder) does not write them; --codec libx264 does"
        case .fieldsMarkedAlike(let encoder, let isInterlaced):
            Notice.fieldWords(encoder, isInterlaced ? ("interlaced", "whole") : ("whole", "interlaced"))
        case .gapsDropped(let count):
            "\(count) frame\(count == 1 ? " lasts" : "s last") longer in the film than in the output, whose container "
                + "holds one frame rate; .mkv and .mp4 hold every frame's time"
        case .resuming(let done, let total):
            "resuming: \(done)\(total.map { " of \($0)" } ?? "") pieces are done"
        case .piecesChanged(let kept, let again):
            "\(Words.count(kept, "piece")) \(kept == 1 ? "is" : "are") kept, "
                + "\(again) \(again == 1 ? "is" : "are") coloured again"
        case .pieceDamaged(let path): "\(path) is damaged; the piece is done again"
        case .pieceKept(let path, let done, let total):
            "\(done)\(total.map { " of \($0)" } ?? "") pieces are kept in \(path); the same command goes on from there"
        case .pieceDone(let piece, let frames, let seconds):
            "piece \(piece) is done: \(Words.count(frames, "frame")) in \(Words.clock(seconds))"
        case .pieceDoneBefore(let piece): "piece \(piece) is done already"
        case .piecesClamped(let count):
            "the film has \(Words.count(count, "piece")), 0 to \(count - 1); others are left out"
        case .resumingStills(let done, let total):
            "resuming: \(done)\(total.map { " of \($0)" } ?? "") stills are done"
        case .stillsKept(let folder, let count):
            "\(Words.count(count, "still")) \(count == 1 ? "is" : "are") kept in \(folder); the same command goes on from "
                + "there"
        case .spaceShort(let path, let neededBytes, let freeBytes):
            "\(path): the rest may need \(Words.oneDecimal(neededBytes / 0x1p30)) GiB, and "
                + "\(Words.oneDecimal(freeBytes / 0x1p30)) are free; what is done is kept if the disk fills up"
        case .filmMadeBefore(let path): "\(path) is done already: an earlier run made it"
        case .joining(let pieces): "joining \(Words.count(pieces, "piece"))"
        case .searchingShots(_, recalls: true):
            "reading the film for its shots first; --no-recall saves that, without the same colours for like shots"
        case .searchingShots(isForCuts: true, recalls: false):
            "reading the film for its cuts first; a list of them (--cuts) saves that"
        case .searchingShots(isForCuts: false, recalls: false):
            "reading the film for what its shots look like first"
        case .shotsRecalled(let shots): shots.words
        case .shotsNotHeld(let reason): "--steady light, since \(reason.words)"
        case .shotsKept(let count, let first):
            first.map { first in
                "\(Words.count(count, "shot")) \(count == 1 ? "is" : "are") in colour already and kept, "
                    + "\(count == 1 ? "from frame \(first)" : "the first from frame \(first)")"
            } ?? "no shot is in colour already"
        case .borders(let shots):
            shots == 0 ? "no black borders" : "black borders in \(Words.count(shots, "shot")); they stay black"
        case .opening(let path): "opening \(path)"
        case .choosingPrecision(let precision, let done, let total):
            "choosing a precision: \(precision), \(done) of \(total) frames"
        case .buildingNetwork(let model): "building the network \(model)"
        case .readingShots: "reading the film for its cuts"
        case .coloringSample: "colouring and encoding a sample"
        case .coloringSheet: "colouring frames for the sheet"
        case .unmeasuredPrecision, .calibratedPrecision, .measuredPrecision: "computing in \(precisionWords ?? "")"
        case .memoryShort(let neededBytes, let freeBytes):
            "this may need \(Words.oneDecimal(neededBytes / 0x1p30)) GiB of memory, and "
                + "\(Words.oneDecimal(freeBytes / 0x1p30)) are free: \(Advice.useLessMemory(includesEncoder: true).words)"
        }
    }

    private static func fieldWords(_ encoder: String, _ kinds: (first: String, later: String)) -> String {
        "the film has \(kinds.first) frames and \(kinds.later) ones, which are all marked \(kinds.first): \(encoder) marks "
            + "them once for all; --codec ffv1 marks each, --deinterlace makes all whole"
    }

    /// The precision and the reason for it; nil for other notices.
    var precisionWords: String? {
        switch self {
        case .unmeasuredPrecision(let reason): "f32: \(reason.words)"
        case .calibratedPrecision(let precision, let path): "\(precision), as the calibration \(path) says"
        case .measuredPrecision(let chosen?, let refused, _):
            "\(chosen.precision): looks the same as f32 (mean difference \(Words.twoDecimals(chosen.mean)))"
                + (chosen.speed.map { ", \(Words.oneDecimal($0)) times as fast" } ?? "")
                + refused.map { "; \($0.words)" }.joined()
        case .measuredPrecision(nil, let refused, _): "f32: " + refused.map(\.words).joined(separator: "; ")
        default: nil
        }
    }
}

extension Notice.DropReason {
    fileprivate var words: String {
        switch self {
        case .notChosen(let number): "one is coloured; --map-video \(number) takes this one"
        case .beginsBeyondProbing: "it begins too late for its sample rate to be known beforehand"
        case .beginsLate(let seconds): "it begins at \(Words.clock(seconds)), too late to be found beforehand"
        case .containerCannotHold(let container, let advice): Words.sentence("\(container) cannot hold it", advice)
        case .containerRefuses(let container, let reason, let advice):
            Words.sentence("\(container) does not take it (\(reason))", advice)
        }
    }
}

extension Notice.PrecisionReason {
    fileprivate var words: String {
        switch self {
        case .nothingIsFaster: "this processor has nothing faster"
        case .tooFewFrames(let count): "\(count) frames are too few to measure faster ones on"
        case .inputIsReadOnce: "the input cannot be looked at ahead"
        }
    }
}

extension Notice.ShotsReason {
    /// As the end of a sentence.
    fileprivate var words: String {
        switch self {
        case .inputIsReadOnce: "a pipe cannot be read twice, which --steady shot needs"
        case .framesAreNotNumbered:
            "which frames the part has is only known when the film is decoded up to there; --steady shot does that"
        case .inputSize(let multiple): "--steady shot needs an --input-size whose sides are multiples of \(multiple)"
        }
    }
}

extension Notice.PrecisionDifference {
    /// "int8 does not look the same (mean difference 1.20, 4.10 at the 99th percentile)": CIEDE2000.
    fileprivate var words: String {
        "\(precision) does not look the same (mean difference \(Words.twoDecimals(mean)), "
            + "\(Words.twoDecimals(percentile99)) at the 99th percentile)"
    }
}

extension StreamName {
    /// "subtitle stream 3 (hdmv_pgs_subtitle)".
    var words: String { "\(kind == .coverArt ? "cover art" : "\(kind)") stream \(index) (\(codec))" }
}

extension [LikeShot] {
    /// Shots that are named in one line.
    private static var mostNamed: Int { 6 }

    /// "2 shots get the colours of earlier ones: shot 410 like 120, shot 600 like 120".
    fileprivate var words: String {
        let named = prefix(Self.mostNamed).map { "shot \($0.shot) like \($0.earlier)" }.joined(separator: ", ")
        let rest = count > Self.mostNamed ? " and \(count - Self.mostNamed) more" : ""
        return "\(Words.count(count, "shot")) with the colours of an earlier one: \(named)\(rest)"
    }
}
