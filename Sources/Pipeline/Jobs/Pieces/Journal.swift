package import Files
package import Media
internal import Report

/// The folder `OUT.pieces` beside an output: the plan, and each finished piece with its record. Everything in it is
/// written under a name of its own, flushed and renamed, the record of a piece after its packets; so whatever ends a
/// run, what has its name is whole.
package struct Journal: Sendable {
    /// The folder.
    package let path: String
    package let plan: Plan
    /// Every record has its piece's.
    private let keys: PieceKeys

    /// Where the journal of a run to `output` is.
    package static func path(for output: String) -> String { output + ".pieces" }

    private static let planName = "plan.json"
    private static let filmName = "film.json"

    /// The folder that paths in the plan count from.
    private static func parent(of path: String) -> String { OpenFolder.split(FrameNaming.folder(path)).folder }

    /// The journal with its source and output elsewhere.
    package func moved(input: String?, output: String?) -> Journal {
        var plan = plan
        if let input {
            plan.order.inputPath = input
            // The files of one film lie side by side.
            plan.order.continuation = plan.order.continuation?.map {
                RelativePath.resolve(OpenFolder.split($0).name, in: Journal.parent(of: input))
            }
        }
        if let output { plan.order.output.path = output }
        // Where things are does not change the key.
        return Journal(path: path, plan: plan, keys: keys)
    }

    private init(path: String, plan: Plan, keys: PieceKeys) {
        self.path = path
        self.plan = plan
        self.keys = keys
    }

    /// Whose record of a piece is this plan's.
    func key(of piece: Int) -> String { keys.key(of: piece) }

    /// The journal at `path`; nil if there is none. Throws `FileError.unreadable` for one that is damaged or of another
    /// version.
    package init?(at path: String) throws(FileError) {
        let planPath = "\(path)/\(Journal.planName)"
        guard Folder.kind(of: planPath) == .file else { return nil }
        let plan = try PlanText.read(Plan.self, path: planPath, meant: "a plan")
        guard plan.version == Plan.currentVersion else {
            throw FileError(.unreadable, path: planPath, reason: "is a plan of another version of this program")
        }
        self.path = path
        self.plan = plan.moved { RelativePath.resolve($0, in: Journal.parent(of: path)) }
        keys = PieceKeys(plan)
    }

    /// Makes the folder, if it is missing, and writes the plan. Pieces of other plans that are there are not believed.
    package init(at path: String, for plan: Plan) throws(MediaError) {
        _ = try Folder.create(path)
        self.path = path
        self.plan = plan
        keys = PieceKeys(plan)
        let written = plan.moved { RelativePath.from(Journal.parent(of: path), to: $0) }
        try Journal.write(PlanText.bytes(of: written, isForPeople: true), to: "\(path)/\(Journal.planName)")
    }

    /// Writes a small file, which takes the place of another.
    static func write(_ bytes: [UInt8], to path: String, claim: OutputClaim? = nil) throws(MediaError) {
        var file = try UnfinishedFile.begin(path, replaces: true, claim: claim)
        try file.finish(with: bytes)
    }

    /// What is noted of the film that was made.
    private struct FilmNote: Codable {
        let stamp: FileStamp
        /// `Plan.wholeKey`.
        let plan: String
    }

    /// Notes the complete film before it gets its name: what ends the run after that takes nothing back.
    func noteFilm(_ stamp: FileStamp) throws(MediaError) {
        let note = FilmNote(stamp: stamp, plan: plan.wholeKey)
        try Journal.write(PlanText.bytes(of: note), to: "\(path)/\(Journal.filmName)")
    }

    /// Whether the file called `output` is the film that was made of these pieces, as they are now planned.
    package func hasMade(_ output: String) -> Bool { Journal.filmNote(output, at: path)?.plan == plan.wholeKey }

    /// Whether the file called `output` is the film that the journal beside it was for: then the run was ended after
    /// that, and before it could remove the journal, or the pieces are kept.
    package static func hasMade(_ output: String) -> Bool { filmNote(output, at: path(for: output)) != nil }

    private static func filmNote(_ output: String, at path: String) -> FilmNote? {
        guard let stamp = FileStamp(path: output) else { return nil }
        let noted = Result { () throws(FileError) in
            try PlanText.read(FilmNote.self, path: "\(path)/\(filmName)", meant: "a note of a film")
        }
        guard case .success(let note) = noted, note.stamp == stamp else { return nil }
        return note
    }

    /// Throws `MediaError.badOutput`, naming what has changed, if the pieces are of no use to `plan`.
    package func check(against plan: Plan) throws(MediaError) {
        let changes = plan.changes(from: self.plan)
        if changes.isEmpty { return }
        throw MediaError(.badOutput, .piecesOfAnotherRun(folder: path, changes: changes), advice: [.beginAnew])
    }

    /// The file of a piece's packets.
    package func packetsPath(of piece: Int) -> String { "\(path)/\(Journal.name(of: piece)).packets" }

    /// The file of its record.
    package func recordPath(of piece: Int) -> String { "\(path)/\(Journal.name(of: piece)).json" }

    /// The file that says how it went.
    package func logPath(of piece: Int) -> String { "\(path)/\(Journal.name(of: piece)).log" }

    private static func name(of piece: Int) -> String {
        let digits = String(piece)
        return "piece-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    /// The record of a piece that is done; nil if it is not, or not by this plan. Its packets have the size that the
    /// record says; their bytes are looked at by `isSound`.
    package func record(of piece: Int) -> PieceRecord? {
        guard let record = anyRecord(of: piece), record.plan == key(of: piece) else { return nil }
        return Folder.fileSize(of: packetsPath(of: piece)) == record.byteCount ? record : nil
    }

    /// The record of a piece, whatever plan it was done by.
    private func anyRecord(of piece: Int) -> PieceRecord? {
        let result = Result { () throws(FileError) in
            try PlanText.read(SealedRecord.self, path: recordPath(of: piece), meant: "a record of a piece")
        }
        guard case .success(let sealed) = result, let record = sealed.opened, record.piece == piece else { return nil }
        return record
    }

    /// Whether a piece's packets are those that its record is of, byte for byte.
    package func isSound(_ record: PieceRecord) -> Bool {
        let digest = Result { () throws(FileError) in
            let file = try RegularFile(path: packetsPath(of: record.piece), refusal: "is no file of packets")
            return try SHA256.digest(of: file)
        }
        guard case .success(let digest) = digest else { return false }
        return digest == record.digest
    }

    /// The records of all pieces that are done, by number. Those after the one that the film ends with do not count.
    package func records() throws(MediaError) -> [Int: PieceRecord] {
        var records: [Int: PieceRecord] = [:]
        for piece in try noted() { records[piece] = record(of: piece) }
        if let last = records.values.filter(\.isLast).map(\.piece).min() {
            records = records.filter { $0.key <= last }
        }
        return records
    }

    /// Pieces that have a file of a record.
    private func noted() throws(MediaError) -> [Int] {
        try Folder.entries(of: path).compactMap { name in
            guard name.hasPrefix("piece-"), name.hasSuffix(".json") else { return nil }
            return Int(name.dropFirst(6).dropLast(5))
        }
    }

    /// Pieces that were done for other colours that a person gave. They are done again, in place of those.
    package func changedPieces() throws(MediaError) -> [Int] {
        try noted().filter { piece in
            anyRecord(of: piece).map { $0.plan != key(of: piece) } ?? false
        }.sorted()
    }

    /// Those of `records`, or of some of them, whose packets are whole, byte for byte. Others are forgotten, and
    /// `onDamage` gets their path.
    package func soundRecords(
        of pieces: [Int]? = nil, onDamage: (String) -> Void
    ) throws(MediaError) -> [Int: PieceRecord] {
        var records = try records()
        if let pieces { records = records.filter { pieces.contains($0.key) } }
        for (piece, record) in records where !isSound(record) {
            onDamage(packetsPath(of: piece))
            forget(piece)
            records[piece] = nil
        }
        return records
    }

    private func forget(_ piece: Int) {
        Folder.removeFile(recordPath(of: piece))
        Folder.removeFile(packetsPath(of: piece))
    }

    /// Removes what a journal holds, and the folder if nothing else is in it.
    package func remove() throws(MediaError) { try Journal.removeAny(at: path) }

    /// Removes the journal at `path`, whatever its plan says; nothing if there is none.
    package static func removeAny(at path: String) throws(MediaError) {
        guard Folder.kind(of: path) == .folder else { return }
        // The plan last: as long as it is there, the folder is known for what it is.
        for name in try Folder.entries(of: path, hidden: true).sorted(by: >) where Journal.isOurs(name) {
            if name != Journal.planName { Folder.removeFile("\(path)/\(name)") }
        }
        Folder.removeFile("\(path)/\(Journal.planName)")
        Folder.removeIfEmpty(path)
    }

    private static func isOurs(_ name: String) -> Bool {
        name == planName || name == filmName || name.hasPrefix(".colorize-video-")
            || (name.hasPrefix("piece-") && [".packets", ".json", ".log"].contains { name.hasSuffix($0) })
    }
}
