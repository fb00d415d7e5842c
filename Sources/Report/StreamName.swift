/// What a stream of an input is called in reports.
package struct StreamName: Sendable, Hashable {
    /// The kinds of streams.
    package enum Kind: Sendable {
        case video, audio, subtitle, data, attachment, coverArt
    }

    /// The stream's place in the input, from 0.
    package let index: Int
    /// Its kind.
    package let kind: Kind
    /// "aac", or the name of an attached file.
    package let codec: String

    /// See the properties.
    package init(index: Int, kind: Kind, codec: String) {
        self.index = index
        self.kind = kind
        self.codec = codec
    }
}
