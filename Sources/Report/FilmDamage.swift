/// Damage of one kind in a film.
package struct FilmDamage: Sendable, Equatable {
    /// The kinds, in the order in which they are reported.
    package enum Kind: CaseIterable, Sendable {
        /// Data that the decoder could not make a frame of.
        case undecodablePacket
        /// Frames that the decoder had to conceal in part.
        case guessedFrame
        /// Frames in which the decoder reported errors without saying that it concealed anything.
        case reportedFrame
        /// Frames whose time is not after that of the frame before.
        case badTime
        /// Frames of another size than the first, scaled to it.
        case otherSize
        /// Places where times jump and begin anew.
        case timeJump
        /// The file could not be read any further.
        case readFailure
        /// The file is shorter than its header says, or has fewer frames.
        case brokenOff
    }

    /// Where in a film; seconds count from its start.
    package enum Place: Sendable, Equatable {
        /// At a frame, counted from 0.
        case frame(Int, seconds: Double)
        /// After this many frames.
        case afterFrame(Int, seconds: Double)
        /// After this many frames, where the film should last `of` seconds.
        case end(frames: Int, seconds: Double, of: Double)
        /// After this many of the frames that the film should have.
        case endOfFrames(Int, of: Int, seconds: Double)
    }

    /// More about it.
    package enum Detail: Sendable, Equatable {
        /// What the decoder or the reader reported.
        case report(String)
        /// A frame's size, and the first frame's.
        case size(width: Int, height: Int, firstWidth: Int, firstHeight: Int)
    }

    /// The kind.
    package let kind: Kind
    /// How often it was found.
    package let count: Int
    /// Where it was found first.
    package let place: Place
    /// What is known of the first.
    package let detail: Detail?

    /// See the properties.
    package init(_ kind: Kind, count: Int = 1, place: Place, detail: Detail? = nil) {
        self.kind = kind
        self.count = count
        self.place = place
        self.detail = detail
    }
}
