import Foundation
import TestSupport
import Testing

/// `colorize-video models …`, with a store in a folder of the test's own.
@Suite struct ModelsTests {
    private let folder: TemporaryFolder
    private static let goldens = "\(ProjectTree.root)/Tests/Goldens/weights"

    init() throws { folder = try TemporaryFolder() }

    /// Runs `models` with these arguments. No proxy of this machine's gets in the way of a server on this machine.
    private func models(_ arguments: [String], mirror: String = "http://127.0.0.1:1") throws -> CommandResult {
        try Command.colorize(
            ["models"] + arguments,
            environment: [
                "XDG_CACHE_HOME": folder.path, "COLORIZE_VIDEO_MODEL_MIRROR": mirror, "http_proxy": "", "no_proxy": "*",
            ])
    }

    private func expectFailure(
        _ arguments: [String], exitCode: Int32, saying fragment: String, mirror: String = "http://127.0.0.1:1",
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let result = try models(arguments, mirror: mirror)
        #expect(result.exitCode == exitCode, "\(result.errorOutput)", sourceLocation: sourceLocation)
        #expect(result.errorOutput.contains(fragment), "\(result.errorOutput)", sourceLocation: sourceLocation)
        if exitCode == 1 {
            let lines = result.errorOutput.split(separator: "\n")
            #expect(lines.count == 1, "\(result.errorOutput)", sourceLocation: sourceLocation)
        }
    }

    private var stored: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.file("colorize-video"))) ?? []
        return names.filter { $0 != ".lock" }.sorted()
    }

    @Test func listsWhatThereIs() throws {
        for arguments in [[], ["list"]] {
            let result = try models(arguments)
            #expect(result.exitCode == 0)
            let lines = result.text.split(separator: "\n")
            #expect(lines.count == 8)
            #expect(lines[1].contains("lite") && lines[1].contains("in the program"))
            #expect(lines[2].contains("eccv16") && lines[2].contains("129.0 MB") && lines[2].contains("not installed"))
            #expect(lines[3].contains("siggraph17") && lines[3].contains("BSD-2-Clause"))
            #expect(lines[4].contains("ddcolor-tiny") && lines[4].contains("Apache-2.0"))
            #expect(lines[5].contains("ddcolor-artistic") && lines[5].contains("do not name"))
            #expect(lines[6].contains("ddcolor-modelscope") && lines[6].contains("ImageNet"))
            #expect(lines[7].contains(folder.file("colorize-video")))
        }
        #expect(stored.isEmpty)
    }

    @Test func fetchFails() throws {
        let server = try LocalServer { request in
            guard request.target.hasSuffix(".pth") else { return LocalServer.Response(status: 404) }
            return .file(Array("<html>not found</html>".utf8), for: request)
        }
        try expectFailure(
            ["fetch", "eccv16"], exitCode: 1, saying: "22 bytes where the model has 128976165", mirror: server.address)
        try expectFailure(
            ["fetch", "eccv16"], exitCode: 1, saying: "cannot fetch eccv16: 127.0.0.1:1: Failed to connect")
        let all = try models(["fetch", "all"])
        #expect(all.exitCode == 1)
        #expect(all.errorOutput.split(separator: "\n").count == 5)
        #expect(all.errorOutput.contains("cannot fetch siggraph17"))
        try expectFailure(["fetch", "siggraph17"], exitCode: 2, saying: "must begin with http", mirror: "/some/folder")
        try expectFailure(["fetch", "lite"], exitCode: 2, saying: "part of the program")
        try expectFailure(["fetch", "resnet"], exitCode: 2, saying: "there are eccv16, siggraph17")
        try expectFailure(["fetch"], exitCode: 2, saying: "Missing expected argument")
        #expect(stored.isEmpty)
    }

    @Test func whatIsNotInstalled() throws {
        for command in ["path", "verify", "remove"] {
            try expectFailure([command, "eccv16"], exitCode: 1, saying: "run `colorize-video models fetch eccv16`")
            try expectFailure([command, "nothing"], exitCode: 2, saying: "there is no model")
        }
        let result = try models(["verify"])
        #expect(result.exitCode == 0)
        #expect(result.text.contains("nothing is installed"))
    }

    @Test func whatCannotBeAdded() throws {
        try expectFailure(["add", folder.file("none.pth")], exitCode: 1, saying: "none.pth: cannot read: No such file")
        try expectFailure(["add", "\(Self.goldens)/make_weights.py"], exitCode: 1, saying: "it looks like text")
        try expectFailure(["add", "\(Self.goldens)/network-zip.pth"], exitCode: 1, saying: "not the weights of eccv16")
        #expect(stored.isEmpty)
    }

    @Test func damageIsSeen() throws {
        let path = folder.file("colorize-video")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Data("cut short".utf8).write(to: URL(fileURLWithPath: "\(path)/colorization_release_v2-9b330a0b.pth"))
        let result = try models(["verify"])
        #expect(result.exitCode == 1)
        #expect(result.text.contains("eccv16: damaged"))
        #expect(try models([]).text.contains("damaged"))
        try expectFailure(["path", "eccv16"], exitCode: 1, saying: "are damaged")
        #expect(try models(["remove", "eccv16"]).exitCode == 0)
        #expect(stored.isEmpty)
    }

    @Test func converts() throws {
        let output = folder.file("out.safetensors")
        let input = "\(Self.goldens)/network-legacy.pth"
        #expect(try models(["convert", input, output]).exitCode == 0)
        let whole = try Data(contentsOf: URL(fileURLWithPath: output))
        try expectFailure(["convert", input, output], exitCode: 2, saying: "-y overwrites it")
        try expectFailure(["convert", output, output, "-y"], exitCode: 2, saying: "is the input itself")
        #expect(try Data(contentsOf: URL(fileURLWithPath: output)) == whole)
        #expect(try models(["convert", input, output, "-y", "--dtype", "f16"]).exitCode == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: output)).count < whole.count)
        try expectFailure(["convert", input, output, "-y", "--dtype", "f64"], exitCode: 2, saying: "f64")
        try expectFailure(["convert", input, folder.file("out.pth")], exitCode: 2, saying: "NAME.safetensors")
        try expectFailure(["convert", input, folder.file("no/out.safetensors")], exitCode: 1, saying: "No such file")
        try expectFailure(["convert", folder.file("none"), output, "-y"], exitCode: 1, saying: "none: No such file")
        #expect(folder.names == ["out.safetensors"])
    }
}
