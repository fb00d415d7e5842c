/// A frame of a piece, as the encoder was given it. Times are in the encoder's time base.
package struct PieceFrame: Equatable, Sendable {
    /// When the film shows it.
    let pts: Int64
    /// How long it is shown.
    let duration: Int64
    /// The time that the encoder was given: later where two frames of the piece fall on one tick of a coarse clock.
    let encodedPTS: Int64
}

/// Where the packets of a film's pieces go, piece after piece.
package protocol PacketLog: AnyObject {
    /// A piece begins. Pieces count from 0.
    func beginPiece(_ number: Int) throws(MediaError)
    /// The piece's next frame, in the order they are shown; comes before any packet that it is in.
    func add(_ frame: PieceFrame) throws(MediaError)
    /// The piece's next packet, in the order they are decoded. Takes what is in `packet`.
    func add(_ packet: Packet) throws(MediaError)
    /// The piece is complete.
    func endPiece(_ end: PieceEnd) throws(MediaError)
}

/// What is known of a piece when it is complete.
package struct PieceEnd: Equatable, Sendable {
    /// Whether a frame had colour that no encoder would lose.
    let hasColor: Bool
    /// Whether the film ends with it.
    package let isLast: Bool
    /// When its last frame ends, in the source's time base.
    package let sourceEnd: Int64
}
