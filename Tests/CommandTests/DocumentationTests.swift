import Foundation
import TestSupport
import Testing

/// README.md and `docs/`: every command is run as it stands, and every option of the program is described.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct DocumentationTests {
    /// A fenced block of commands.
    struct Block {
        /// Its first line's number, from 1.
        let line: Int
        let commands: String
    }

    /// The blocks marked `sh` that are to be run: all but those below a comment that says why not.
    ///
    /// - Returns: also the lines with commands that no test could find: in blocks without a mark, or merely indented.
    static func blocks(of page: String) throws -> (blocks: [Block], stray: [Int]) {
        var blocks: [Block] = []
        var stray: [Int] = []
        var isLeftOut = false
        /// The mark and the lines of the fence that is open.
        var fence: (mark: Substring, first: Int, lines: [Substring])?
        for (place, line) in try Documentation.lines(of: page).enumerated() {
            if line.hasPrefix("```") {
                if let open = fence {
                    if open.mark == "sh", !isLeftOut {
                        blocks.append(Block(line: open.first, commands: open.lines.joined(separator: "\n")))
                    }
                    if open.mark.isEmpty { stray.append(open.first) }
                    (fence, isLeftOut) = (nil, false)
                } else {
                    fence = (line.dropFirst(3), place + 2, [])
                }
            } else if fence != nil {
                fence?.lines.append(line)
            } else if line.hasPrefix("<!-- not run: ") {
                isLeftOut = true
            } else if line.hasPrefix("    colorize-video ") || line.hasPrefix("\tcolorize-video ") {
                stray.append(place + 1)
            }
        }
        return (blocks, stray)
    }

    /// What pages call their inputs, with the arguments from which ffmpeg makes them.
    private static let inputs: [(name: String, arguments: [String])] = {
        let still = ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=1/2:duration=2,format=gray"]
        let photograph = ["-f", "lavfi", "-i", "testsrc2=size=64x64:rate=1:duration=1"]
        // Two minutes of forty frames in two shots, each of which shows the same all the time.
        let film =
            ["a", "b"].flatMap { _ in ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=1/3:duration=3"] } + [
                "-f", "lavfi", "-i", "sine=duration=120", "-filter_complex",
                "[0]loop=19:1:0,setpts=3*N/TB[a];[1]negate,loop=19:1:0,setpts=3*N/TB[b];[a][b]concat,format=gray[v]",
                "-map", "[v]", "-map", "2", "-c:v", "ffv1", "-c:a", "aac",
            ]
        return [
            ("film.mkv", film), ("reel.mkv", film), ("films/1928/reel.avi", photograph), ("scan.tif", still),
            ("scan_000001.dpx", still + ["-pix_fmt", "gray10be"]),
            ("scan_000002.dpx", still + ["-pix_fmt", "gray10be"]), ("scans/reel1_1.png", still),
            ("scans/reel2_1.dpx", still + ["-pix_fmt", "gray10be"]),
            (
                "tape.ts",
                [
                    "-f", "lavfi", "-i", "testsrc2=size=64x48:rate=50:duration=0.4,format=yuv420p,interlace", "-c:v",
                    "mpeg2video", "-flags", "+ildct+ilme",
                ]
            ),
            ("colour.mp4", ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=0.4"]),
            ("photographs/1.png", photograph), ("photographs/2.png", photograph + ["-vf", "hflip"]),
        ]
    }()

    @Test(arguments: try Documentation.pages)
    func commandsRun(page: String) throws {
        let (blocks, stray) = try Self.blocks(of: page)
        #expect(
            stray.isEmpty, "\(page): commands outside of blocks marked sh, or blocks without a mark, in lines \(stray)")
        let folder = try TemporaryFolder()
        let all = blocks.map(\.commands).joined()
        for input in Self.inputs where all.contains(input.name.prefix { $0 != "/" && $0 != "0" }) {
            let parent = URL(fileURLWithPath: folder.file(input.name)).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
            try FFmpeg.run(input.arguments + [folder.file(input.name)])
        }
        let program = URL(fileURLWithPath: Command.colorizeVideo).deletingLastPathComponent().path
        for block in blocks {
            let script = "set -euo pipefail; PATH=\"$1:$PATH\"; cd \"$2\"\n\(block.commands)"
            let result = try Command.run(
                "bash", ["-c", script, "bash", program, folder.path],
                environment: ["XDG_CACHE_HOME": folder.file("cache")])
            #expect(result.exitCode == 0, "\(page):\(block.line): \(result.errorOutput)")
        }
    }

    /// A page without commands would not show that they are no longer found.
    @Test func commandsAreFound() throws {
        #expect(try Documentation.pages.map { try Self.blocks(of: $0).blocks.count }.reduce(0, +) > 25)
        #expect(try Self.blocks(of: "README.md").blocks.count > 3)
    }

    /// README.md fits two screens.
    @Test func readmeIsShort() throws { #expect(try Documentation.lines(of: "README.md").count <= 110) }

    /// The table of options has every option of the program, hidden ones too, and no other.
    @Test func optionsAreThoseOfTheProgram() throws {
        struct Dump: Decodable {
            struct Name: Decodable {
                let kind: String
                let name: String
            }
            struct Argument: Decodable { let names: [Name]? }
            struct Subcommand: Decodable {
                let commandName: String
                let arguments: [Argument]?
            }
            struct Root: Decodable { let subcommands: [Subcommand] }
            let command: Root
        }
        let dump = try JSONDecoder().decode(Dump.self, from: Command.colorize(["--experimental-dump-help"]).output)
        let colorize = try #require(dump.command.subcommands.first { $0.commandName == "colorize" })
        let names = (colorize.arguments ?? []).flatMap { $0.names ?? [] }
            .map { $0.kind == "short" ? "-\($0.name)" : "--\($0.name)" }
        #expect(names.count > 40)
        let table = try #require(try Documentation.tables(in: "docs/options.md", below: "All options").first)
        let described = table.rows.flatMap { $0[0].matches(of: /`(--?[a-zA-Z-]+)/).map { String($0.1) } }
        #expect(described.sorted() == names.sorted())
    }
}
