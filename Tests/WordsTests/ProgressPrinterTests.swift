import FoundationEssentials
import Glibc
import Report
import Testing

@testable import colorize_video

/// What is written, to a file and to a terminal.
@Suite struct ProgressPrinterTests {
    private static let summary = RunSummary(
        frames: 2, cuts: nil, elapsedSeconds: 1, stages: [], processorSeconds: 1, processorCount: 1)

    /// What a printer writes to a file during a short run.
    private func written(isQuiet: Bool = false, format: ProgressPrinter.Format) throws -> [String] {
        try printed(isQuiet: isQuiet, format: format) { run($0) }
    }

    private func printed(
        isQuiet: Bool = false, format: ProgressPrinter.Format = .line, _ body: (ProgressPrinter) -> Void
    ) throws -> [String] {
        var pipes: [CInt] = [0, 0]
        try #require(pipe(&pipes) == 0)
        do {
            let printer = ProgressPrinter(isQuiet: isQuiet, format: format, output: pipes[1], terminal: "xterm")
            body(printer)
        }
        close(pipes[1])
        defer { close(pipes[0]) }
        return lines(read(all: pipes[0]))
    }

    private func run(_ printer: ProgressPrinter) {
        printer.note("before")
        printer.start(total: 20, earlier: WorkDone(frames: 3, byteCount: 40))
        printer.written(WorkDone(frames: 1, byteCount: 5))
        printer.report(.pieceKept(path: "x", done: 1, total: 4))
        printer.warn("look")
        printer.written(WorkDone(frames: 1, byteCount: 5))
        printer.finish()
        printer.finish()
        printer.summarize(Self.summary, remedies: [:])
    }

    private func read(all descriptor: CInt) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    private func lines(_ text: String) -> [String] { text.split(separator: "\n").map { String($0) } }

    @Test func plainLines() throws {
        let lines = try written(format: .line)
        #expect(Array(lines.prefix(3)) == ["before", "warning: look", "2 frames in 0:01 (2.0 fps)"])
        #expect(try written(isQuiet: true, format: .line) == ["warning: look"])
    }

    @Test func objects() throws {
        let lines = try written(format: .json)
        let objects = try lines.map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)) }
        #expect(objects.map(\.event) == ["notice", "start", "piece", "warning", "finish", "summary"])
        #expect(objects.allSatisfy { $0.v == 1 })
        #expect(objects.map(\.text) == ["before", nil, nil, "look", nil, nil])
        #expect(objects.map(\.frame) == [nil, nil, nil, nil, 5, nil])
        #expect(objects.map(\.frames) == [nil, 20, nil, nil, 20, 2] && objects[4].bytes == 50)
        #expect(objects[2].piecesDone == 1 && objects[2].pieces == 4)
        #expect(try written(isQuiet: true, format: .json) == [#"{"event":"warning","text":"look","v":1}"#])
    }

    private struct Event: Decodable {
        let v: Int
        let event: String
        let text: String?
        let frame: Int?
        let frames: Int?
        let bytes: Int?
        let piecesDone: Int?
        let pieces: Int?
    }

    /// What a printer writes to a terminal of that kind and width. The terminal's own line ends are its own business.
    private func shown(terminal: String?, columns: UInt16, place: BatchPlace? = nil) throws -> String {
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        try #require(master >= 0)
        defer { close(master) }
        // Linux's TIOCSPTLCK and TIOCGPTN, macros that Swift does not see: unlock the other end, and which it is.
        var (isLocked, number) = (CInt(0), CInt(0))
        try #require(ioctl(master, 0x4004_5431, &isLocked) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
        let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        try #require(slave >= 0)
        var size = winsize()
        (size.ws_col, size.ws_row) = (columns, 24)
        try #require(ioctl(slave, UInt(TIOCSWINSZ), &size) == 0)
        run(ProgressPrinter(isQuiet: false, place: place, output: slave, terminal: terminal))
        close(slave)
        return read(all: master)
    }

    @Test(arguments: [nil, "xterm"], [0, 30, 200] as [UInt16])
    func aTerminalsLineIsRewrittenAndFits(terminal: String?, columns: UInt16) throws {
        let text = try shown(terminal: terminal, columns: columns)
        let rewritten = text.split(separator: "\r\u{1B}[K").dropFirst().map { $0.prefix { !$0.isNewline } }
        #expect(rewritten.contains { $0.hasPrefix("frame=5/20 (25.0%)") }, "\(text.debugDescription)")
        #expect(rewritten.allSatisfy { columns == 0 || $0.count < columns }, "\(text.debugDescription)")
        #expect(rewritten.contains { $0.contains("elapsed=") } == (columns != 30))
    }

    /// Nothing is in colour anywhere, so that NO_COLOR needs nothing.
    @Test func nothingIsInColour() throws {
        let text = try shown(terminal: "xterm-256color", columns: 80)
        #expect(text.contains("\u{1B}[K") && text.matches(of: /\u{1B}\[[0-9;]*m/).isEmpty)
    }

    /// What is not in the output is said again at the end, in few words.
    @Test func lossesAreRepeated() throws {
        let subtitles = StreamName(index: 3, kind: .subtitle, codec: "hdmv_pgs_subtitle")
        let printed = try printed { printer in
            printer.report(.streamDropped(subtitles, .containerCannotHold("mp4", advice: [.matroska])))
            printer.report(.tagsDropped(["artist"], container: "mpegts", advice: []))
            printer.report(.interlaced(path: "a", hasTopFieldFirst: true))
            printer.summarize(Self.summary, remedies: [:])
        }
        #expect(printed.last == "left out: subtitle stream 3 (hdmv_pgs_subtitle); tag artist", "\(printed)")
    }

    /// Of several films the line says which.
    @Test func theLineSaysWhichFilm() throws {
        let text = try shown(terminal: "xterm", columns: 30, place: BatchPlace(number: 2, count: 13))
        let rewritten = text.split(separator: "\r\u{1B}[K").dropFirst().map { $0.prefix { !$0.isNewline } }
        #expect(rewritten.contains { $0.hasPrefix("[2/13] frame=5/20 (25.0%)") }, "\(text.debugDescription)")
        #expect(rewritten.allSatisfy { $0.count < 30 }, "\(text.debugDescription)")
    }

    /// No line is rewritten where the terminal cannot do that.
    @Test func aDumbTerminalGetsPlainLines() throws {
        let text = try shown(terminal: "dumb", columns: 80)
        #expect(!text.contains("\u{1B}") && text.contains("warning: look"))
    }
}
