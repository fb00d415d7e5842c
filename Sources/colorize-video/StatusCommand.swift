import ArgumentParser
import FoundationEssentials
import Jobs
import Media
import Report

/// `colorize-video status OUTPUT.pieces`: how far the pieces of a plan are.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Tells how far the pieces of a plan are.",
        usage: "colorize-video status [--json] coloured.mp4.pieces",
        helpNames: [.short, .long])

    @Argument(help: "The folder that plan made.", completion: .directory)
    var folder: String

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        try PieceExit.run {
            let status = try PieceStatus(
                PlannedRun(
                    at: folder, cancellation: Interruption.shared.cancellation,
                    reporter: ProgressPrinter(isQuiet: true)))
            print(json ? String(decoding: try status.json, as: UTF8.self) : status.text)
        }
    }
}

/// How far the pieces of a plan are.
struct PieceStatus: Encodable {
    /// Of this form of the JSON.
    private let version = 1
    /// Pieces of the film; nil if nobody has counted them.
    let pieces: Int?
    let done: [Int]
    let missing: [Int]
    let frames: Int?
    let framesDone: Int
    /// Frames a second by machine.
    let framesPerSecond: [String: Double]
    /// About how long the rest takes if the machines go on as they did, in seconds; nil if nothing is known.
    let remainingSeconds: Double?

    init(_ run: PlannedRun) throws {
        let records = try run.journal.records()
        pieces = run.count
        done = records.keys.sorted()
        let end = run.count ?? records.values.first(where: \.isLast).map { $0.piece + 1 } ?? (done.last ?? -1) + 1
        missing = (0..<end).filter { records[$0] == nil }
        frames = run.journal.plan.frameCount
        framesDone = records.values.reduce(0) { $0 + $1.frames }
        framesPerSecond = Dictionary(grouping: records.values, by: \.host).mapValues { records in
            Double(records.reduce(0) { $0 + $1.frames }) / max(records.reduce(0) { $0 + $1.seconds }, 1e-3)
        }
        let rate = framesPerSecond.values.reduce(0, +)
        let left = missing.reduce(0) { $0 + run.frameCount(of: $1) }
        remainingSeconds = rate > 0 ? Double(left) / rate : nil
    }

    var json: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
            return Array(try encoder.encode(self))
        }
    }

    var text: String {
        var lines = ["\(done.count)\(pieces.map { " of \($0)" } ?? "") pieces are done"]
        if !missing.isEmpty { lines.append("missing: \(Words.ranges(missing))") }
        for (host, rate) in framesPerSecond.sorted(by: { $0.key < $1.key }) {
            lines.append("\(host): \(Words.oneDecimal(rate)) fps")
        }
        if let remainingSeconds, !missing.isEmpty { lines.append("remaining: about \(Words.clock(remainingSeconds))") }
        return lines.joined(separator: "\n")
    }
}
