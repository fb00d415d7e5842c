/// How a film's output frames are cut into pieces: half-open ranges of so many frames, the last as long as the film is.
package struct PieceBorders: Codable, Hashable, Sendable {
    /// Frames of every piece but the last.
    package let frames: Int

    /// As many frames as a piece has unless told otherwise: a minute of film. A border costs a little of what the
    /// encoder knows of the frames around it; a piece is what an interruption costs at most.
    package static let usualFrames = 1_500

    /// Fewer would leave no room for the frames that an encoder reorders.
    package static let leastFrames = PieceTimes.mostReordered

    package init(frames: Int = PieceBorders.usualFrames) { self.frames = max(PieceBorders.leastFrames, frames) }

    package init(from decoder: any Swift.Decoder) throws {
        let frames = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .frames)
        self.init(frames: frames)
    }

    /// The piece that an output frame, counted from 0, belongs to.
    package func piece(of frame: Int) -> Int { max(0, frame) / frames }

    /// The frames of a piece, if the film goes on so far.
    package func range(of piece: Int) -> Range<Int> {
        let (start, overflows) = piece.multipliedReportingOverflow(by: frames)
        return overflows || start > .max - frames ? .max..<(.max) : start..<(start + frames)
    }

    /// Pieces of a film of so many frames: one at least.
    package func count(ofFrames frames: Int) -> Int { max(1, (frames + self.frames - 1) / self.frames) }
}
