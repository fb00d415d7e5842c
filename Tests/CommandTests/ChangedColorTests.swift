import Foundation
import TestSupport
import Testing

/// A film whose colours are corrected when it has been seen.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct ChangedColorTests {
    private let folder: FilmFolder

    /// Three shots in three pieces, with a still and points, and other colours of a still.
    init() throws {
        folder = try FilmFolder()
        let scene = "testsrc2=size=64x48:rate=25,hflip=enable='gte(n,64)',negate=enable='gte(n,128)',format=gray"
        try folder.make("film.mkv", ["-f", "lavfi", "-i", "\(scene),format=yuv420p", "-frames:v", "140"])
        for (name, color) in [("ref_135.png", "0x806040"), ("other.png", "0x408060")] {
            try folder.make(name, ["-f", "lavfi", "-i", "color=\(color):size=64x48", "-frames:v", "1"])
        }
        try write("cuts.txt", "64\n128\n")
        try write("list.txt", "ref 135 ref_135.png\npoint 10 0.5 0.5 red\npoint 70 0.5 0.5 navy\n")
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path(name)))
    }

    private func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: folder.path(name))) }

    private func color(_ output: String, _ options: String...) throws -> CommandResult {
        let lists = ["--cuts", folder.path("cuts.txt"), "--colors", folder.path("list.txt")]
        let usual = ["--input-size", "32", "--precision", "f32", "--piece-frames", "64"]
        return try Command.colorize([folder.path("film.mkv"), folder.path(output)] + lists + usual + options)
    }

    @Test func onlyItsPiecesAreColouredAgain() throws {
        let first = try color("out.mkv", "--keep-pieces")
        try #require(first.exitCode == 0, "\(first.errorOutput)")
        let before = try bytes("out.mkv")
        #expect(try color("out.mkv", "--keep-pieces").errorOutput.contains("is done already"))

        try FileManager.default.removeItem(atPath: folder.path("ref_135.png"))
        try FileManager.default.moveItem(atPath: folder.path("other.png"), toPath: folder.path("ref_135.png"))
        // It is another film now, which does not take the place of the first by itself.
        #expect(try color("out.mkv", "--keep-pieces").exitCode == 2)
        #expect(try bytes("out.mkv") == before)
        let again = try color("out.mkv", "--keep-pieces", "-y", "--progress", "json")
        try #require(again.exitCode == 0, "\(again.errorOutput)")
        #expect(again.errorOutput.contains("2 pieces are kept, 1 is coloured again"), "\(again.errorOutput)")
        // It tells of all shots, not only of that which it coloured.
        let last = try #require(again.errorOutput.split(separator: "\n").last)
        let event = try #require(JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
        let shots = try #require((event["summary"] as? [String: Any])?["shots"] as? [[String: Double]])
        #expect(shots.map { $0["frames"] } == [64, 64, 12])

        try #require(try color("fresh.mkv").exitCode == 0)
        let (changed, fresh) = (try bytes("out.mkv"), try bytes("fresh.mkv"))
        #expect(changed == fresh && changed != before)
    }
}
