import Foundation
import TestSupport
import Testing

/// Inputs that can be read only once: all of their frames are coloured, however many are looked at ahead of a file.
@Suite struct PipeInputTests {
    let folder: FilmFolder

    init() throws {
        folder = try FilmFolder()
        try folder.make(
            "film.ts", FilmFolder.picture(seconds: 8) + ["-c:v", "mpeg2video", "-g", "10", "-b:v", "2M"])
    }

    @Test(arguments: [
        "mkfifo pipe; cat film.ts >pipe & \"$colorize\" pipe out.mkv", "\"$colorize\" <(cat film.ts) out.mkv",
        "cat film.ts | \"$colorize\" /dev/stdin out.mkv", "\"$colorize\" /dev/stdin out.mkv <film.ts",
        "cat film.ts | \"$colorize\" - out.mkv",
    ])
    func noFrameIsLost(command: String) throws {
        let result = try folder.shell("\(command) -q --input-size 32")
        #expect(result.exitCode == 0, "\(result.errorOutput)")
        #expect(result.errorOutput.isEmpty)
        #expect(try FFmpeg.frameTimes(folder.path("out.mkv")).count == 200)
    }

    @Test func int8NeedsACalibration() throws {
        let result = try folder.shell("cat film.ts | \"$colorize\" /dev/stdin out.mkv -q --precision int8")
        #expect(result.exitCode == 2)
        #expect(result.errorOutput.contains("cannot be looked at ahead, which int8 needs"), "\(result.errorOutput)")
        #expect(folder.folder.names == ["film.ts"])
    }
}
