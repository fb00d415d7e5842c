internal import Report
package import Shots

/// What is noted of a finished piece, beside its packets.
package struct PieceRecord: Codable, Equatable, Sendable {
    /// Counted from 0.
    package var piece: Int
    /// The piece's in `PieceKeys`.
    package var plan: String
    package var frames: Int
    /// Whether the film ends with it.
    package var isLast: Bool
    /// Of the file of packets.
    package var byteCount: Int
    /// SHA-256 of its bytes.
    package var digest: String
    /// The cuts that were found in it.
    package var cuts: [Cut]
    /// How well the colours of its shots are known, where a person gave some.
    package var shots: ShotSums
    /// When its last frame ends, in the source's time base.
    package var sourceEnd: Int64
    /// The machine that did it.
    package var host: String
    /// How long that took.
    package var seconds: Double

    /// See the properties.
    package init(
        piece: Int, plan: String, frames: Int, isLast: Bool, byteCount: Int, digest: String, cuts: [Cut],
        shots: ShotSums, sourceEnd: Int64, host: String, seconds: Double
    ) {
        self.piece = piece
        self.plan = plan
        self.frames = frames
        self.isLast = isLast
        self.byteCount = byteCount
        self.digest = digest
        self.cuts = cuts
        self.shots = shots
        self.sourceEnd = sourceEnd
        self.host = host
        self.seconds = seconds
    }
}

/// A record as it is stored, with what shows damage: a digit that changed would be believed otherwise.
struct SealedRecord: Codable {
    private let record: PieceRecord
    /// SHA-256 of the record's text.
    private let seal: String

    init(_ record: PieceRecord) {
        self.record = record
        seal = PlanText.digest(of: record)
    }

    /// For its file.
    var text: [UInt8] { PlanText.bytes(of: self, isForPeople: true) }

    /// The record; nil if it is damaged.
    var opened: PieceRecord? { PlanText.digest(of: record) == seal ? record : nil }
}

extension Sequence<PieceRecord> {
    /// How well the colours of their shots are known, in order; none where a person gave no colours.
    var shotFigures: [ShotFigures] { ShotSums(map(\.shots)).figures }
}
