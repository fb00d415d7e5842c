import Foundation
import TestSupport
import Testing

/// The store when a command is killed, and when what it holds is damaged.
@Suite(.notUnderThreadSanitizer) struct ModelsSafetyTests {
    private let folder: FilmFolder
    private var store: String { folder.path("colorize-video") }

    init() throws { folder = try FilmFolder() }

    /// Command lines of the running programs that mention `text`.
    private func programs(mentioning text: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }.compactMap { process in
            guard let data = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { return nil }
            let line = String(decoding: data, as: UTF8.self)
            return line.contains(text) ? line : nil
        }
    }

    /// However `fetch` ends, nothing goes on downloading, and the store is free.
    @Test(arguments: [SIGTERM, SIGHUP, SIGKILL])
    func nothingIsLeftRunning(signal: Int32) throws {
        let server = try LocalServer { _ in
            var response = LocalServer.Response(status: 200)
            response.body = [UInt8](repeating: 1, count: 20_000)
            response.isEndless = true
            response.pause = 20_000
            return response
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Command.colorizeVideo)
        process.arguments = ["models", "fetch", "eccv16"]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "XDG_CACHE_HOME": folder.folder.path, "COLORIZE_VIDEO_MODEL_MIRROR": server.address, "http_proxy": "",
            "no_proxy": "*",
        ]) { $1 }
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        // Until something has arrived: what is to be removed in the end.
        let partial = "\(store)/colorization_release_v2-9b330a0b.pth.partial"
        while !FileManager.default.fileExists(atPath: partial) { usleep(10_000) }
        #expect(try programs(mentioning: server.address).count == 1)
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(signal == SIGKILL || process.terminationStatus == 130)
        for _ in 0..<100 where try !programs(mentioning: server.address).isEmpty { usleep(20_000) }
        #expect(try programs(mentioning: server.address) == [])
        let removal = try Command.colorize(
            ["models", "remove", "eccv16"], environment: ["XDG_CACHE_HOME": folder.folder.path])
        #expect(removal.exitCode == 0, "\(removal.errorOutput)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: store) == [".lock"])
    }

    /// A published file that is damaged is no reason not to colour.
    @Test(arguments: [
        ("eccv16", "colorization_release_v2-9b330a0b.pth", 9),
        ("eccv16", "colorization_release_v2-9b330a0b.pth", 128_976_165),
        ("ddcolor-tiny", "ddcolor_paper_tiny-8a1277bc.bin", 220_372_845),
    ])
    func damagedWeightsAreNotUsed(model: String, file: String, byteCount: Int) throws {
        try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: true)
        let path = "\(store)/\(file)"
        try Data("damaged".utf8).write(to: URL(fileURLWithPath: path))
        try #require(truncate(path, byteCount) == 0)
        let film = try folder.make("film.mkv", FilmFolder.picture(seconds: 0.2) + ["-c:v", "ffv1"])
        let environment = ["XDG_CACHE_HOME": folder.folder.path]
        let result = try Command.colorize([film, folder.path("out.mkv"), "-q"], environment: environment)
        #expect(result.exitCode == 0, "\(result.errorOutput)")
        #expect(result.errorOutput.hasPrefix("warning: \(path): "), "\(result.errorOutput)")
        #expect(result.errorOutput.contains("lite is used instead of \(model)"))
        #expect(result.errorOutput.split(separator: "\n").count == 1)
        // Who asked for it by name is told so.
        let named = try Command.colorize(
            [film, folder.path("new.mkv"), "-q", "--model", model], environment: environment)
        #expect(named.exitCode == 1, "\(named.errorOutput)")
    }
}
