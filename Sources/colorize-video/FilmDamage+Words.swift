import Report

extension FilmDamage {
    /// "3 packets could not be decoded, first after frame 12, at 0:05 (invalid data)".
    var words: String {
        let first = count == 1 ? " " : ", first "
        return kindWords + first + place.words + (detail.map { " (\($0.words))" } ?? "")
    }

    /// The same of a sample, whose frames are not counted from the film's start: "… , first at 0:05".
    var wordsOfSample: String {
        kindWords + (count == 1 ? " at " : ", first at ") + Words.clock(place.seconds)
    }

    private var kindWords: String {
        let isOne = count == 1
        return switch kind {
        case .undecodablePacket: "\(Words.count(count, "packet")) could not be decoded"
        case .guessedFrame:
            "\(count) frame\(isOne ? " is" : "s are") damaged: the decoder had to guess parts of \(isOne ? "it" : "them")"
        case .reportedFrame: "the decoder reported errors at \(Words.count(count, "frame"))"
        case .badTime: "\(Words.count(count, "frame")) had times that are not after the frame before"
        case .otherSize:
            "\(count) frame\(isOne ? " is" : "s are") of another size and \(isOne ? "was" : "were") scaled to the first "
                + "one's"
        case .timeJump: "times jump \(isOne ? "once" : "\(count) times") and were joined"
        case .readFailure: "cannot be read to its end"
        case .brokenOff: "breaks off"
        }
    }
}

extension FilmDamage.Place {
    fileprivate var seconds: Double {
        switch self {
        case .frame(_, let seconds), .afterFrame(_, let seconds), .end(_, let seconds, _),
            .endOfFrames(_, _, let seconds):
            seconds
        }
    }

    /// "at frame 12, 0:05".
    var words: String {
        switch self {
        case .frame(let frame, let seconds): "at frame \(frame), \(Words.clock(seconds))"
        case .afterFrame(let frame, let seconds): "after frame \(frame), at \(Words.clock(seconds))"
        case .end(let frames, let seconds, let stated):
            "after \(frames) frames, at \(Words.clock(seconds)) of \(Words.clock(stated))"
        case .endOfFrames(let frames, let stated, let seconds):
            "after \(frames) of \(stated) frames, at \(Words.clock(seconds))"
        }
    }
}

extension FilmDamage.Detail {
    /// What stands in brackets behind the place.
    var words: String {
        switch self {
        case .report(let text): text
        case .size(let width, let height, let firstWidth, let firstHeight):
            "\(width)x\(height) instead of \(firstWidth)x\(firstHeight)"
        }
    }
}
