import Foundation
import TestSupport
import Testing

/// Signals: they end a run wherever it waits, and what was ignored at the start stays ignored.
@Suite struct SignalTests {
    let folder: FilmFolder

    init() throws { folder = try FilmFolder() }

    private func film(seconds: Double) throws -> String {
        try folder.make(
            "film.mkv",
            FilmFolder.picture(seconds: seconds) + ["-c:v", "libx264", "-preset", "ultrafast"])
    }

    /// Starts `script` in the background, waits until it waits, sends it `signal`, and gives its exit code.
    private func end(_ script: String, signal: String) throws -> Int {
        let result = try folder.shell(
            """
            \(script) 2>errors & process=$!
            sleep 1
            kill -\(signal) $process
            wait $process
            echo $?
            """)
        return try #require(
            Int(result.text.trimmingCharacters(in: .whitespacesAndNewlines)), "\(result.text) \(result.errorOutput)")
    }

    @Test(arguments: [
        ("exec \"$colorize\" - out.mkv -q <silent", "INT"), ("exec \"$colorize\" - out.mkv -q <silent", "TERM"),
        ("exec \"$colorize\" film.mkv - -q -f nut >silent", "TERM"), ("exec \"$colorize\" pipe.mkv out.mkv -q", "HUP"),
        ("exec \"$colorize\" pipe.mkv stills/ -q", "TERM"), ("exec \"$colorize\" - stills/ -q <silent", "TERM"),
        ("exec \"$colorize\" evaluate --film pipe.mkv --json out.json -q", "INT"),
    ])
    func oneSignalEndsARunWhereverItWaits(command: String, signal: String) throws {
        _ = try film(seconds: 20)
        for name in ["silent", "pipe.mkv"] { try #require(mkfifo(folder.path(name), 0o600) == 0) }
        let before = folder.folder.names
        // Held open, nothing in it, and nobody reads.
        #expect(try end("exec 7<>silent; \(command)", signal: signal) == 130)
        #expect(try String(contentsOfFile: folder.path("errors"), encoding: .utf8) == "colorize-video: interrupted\n")
        #expect(folder.folder.names.filter { $0 != "errors" } == before)
    }

    @Test func pipesAmongPicturesAreNoPictures() throws {
        let film = try film(seconds: 0.1)
        try FileManager.default.createDirectory(atPath: folder.path("in"), withIntermediateDirectories: true)
        try FFmpeg.run(["-i", film, folder.path("in/%d.png")])
        try #require(mkfifo(folder.path("in/7.png"), 0o600) == 0)
        let result = try Command.colorize([folder.path("in"), folder.path("out"), "-q", "--model", "lite"])
        #expect(result.exitCode == 1 && result.errorOutput.contains("7.png: is not a file"), "\(result.errorOutput)")
        let rest = try Command.colorize(
            [folder.path("in"), folder.path("out"), "-q", "--model", "lite", "--keep-going", "-y"])
        #expect(rest.exitCode == 0, "\(rest.errorOutput)")
        let evaluated = try Command.colorize(["evaluate", folder.path("in"), "-q", "--model", "lite"])
        #expect(evaluated.exitCode == 0, "\(evaluated.errorOutput)")
    }

    @Test(arguments: ["HUP", "INT"])
    func whatWasIgnoredStaysIgnored(signal: String) throws {
        let film = try film(seconds: 6)
        let result = try folder.shell(
            """
            ( trap '' \(signal); exec "$colorize" \(film) out.mkv -q --input-size 32 ) & process=$!
            until [ "$(ls -A | wc -l)" -gt 1 ] || ! kill -0 $process; do sleep 0.02; done
            kill -\(signal) $process
            wait $process
            """)
        #expect(result.exitCode == 0, "\(result.errorOutput)")
        #expect(try FFmpeg.frameTimes(folder.path("out.mkv")).count == 150)
    }

    @Test func aSecondSignalLeavesNothing() throws {
        let film = try film(seconds: 20)
        let result = try folder.shell(
            """
            "$colorize" \(film) out.mkv -q & process=$!
            until [ -n "$(ls -A | grep colorize-video)" ]; do sleep 0.02; done
            kill -TERM $process; kill -INT $process; kill -TERM $process
            wait $process
            """)
        #expect(result.exitCode >= 128)
        #expect(folder.folder.names == ["film.mkv"])
    }
}
