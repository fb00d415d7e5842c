import Report

extension Notice {
    /// What of the input is not in the output, in a few words for the summary; nil for a notice about anything else.
    var loss: String? {
        switch self {
        case .streamDropped(let stream, _): stream.words
        case .packetsDropped(let stream, let count, _): "\(Words.count(count, "packet")) of \(stream.words)"
        case .captionsDropped: "closed captions"
        case .alphaDropped: "the alpha channel"
        case .rotationDropped: "the rotation"
        case .tagsDropped(let tags, _, _): "tag\(tags.count == 1 ? "" : "s") \(tags.joined(separator: ", "))"
        case .stillSkipped(let path?, _, _): path
        default: nil
        }
    }
}
