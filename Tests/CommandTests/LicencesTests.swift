import Foundation
import TestSupport
import Testing

/// What the program and the files beside it say about licences and versions.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct LicencesTests {
    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(ProjectTree.root)/\(name)", encoding: .utf8)
    }

    @Test(arguments: ["licences", "licenses"])
    func printsTheFileNotice(command: String) throws {
        let result = try Command.colorize([command])
        #expect(result.exitCode == 0 && result.errorOutput.isEmpty)
        #expect(result.text.hasPrefix(try text("NOTICE")), "LicencesCommand.notice is not the file NOTICE")
        #expect(result.text.contains("The FFmpeg of this machine: "))
    }

    /// NOTICE names every package that is built into the program.
    @Test func noticeNamesEveryPackage() throws {
        let notice = try text("NOTICE")
        let packages = try text("Package.resolved").matches(of: /"identity" : "([^"]+)"/).map { String($0.1) }
        #expect(packages.count >= 2)
        for package in packages { #expect(notice.contains(package), "\(package)") }
    }

    /// The newest section of the change log is that of the program's version.
    @Test func changeLogHasTheVersion() throws {
        let version = try #require(try Command.colorize(["--version"]).text.firstMatch(of: /colorize-video (\S+)/)).1
        let newest = try #require(try text("CHANGELOG.md").firstMatch(of: /## \[([0-9.]+)\]/)).1
        #expect(newest == version)
    }

    /// The Swift that the README asks for is the one that version managers install.
    @Test func swiftVersion() throws {
        let version = try text(".swift-version").split(separator: "\n")[0].split(separator: ".").prefix(2)
        #expect(try text("README.md").contains("Swift \(version.joined(separator: "."))"))
    }
}
