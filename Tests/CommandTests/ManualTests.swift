import Foundation
import TestSupport
import Testing

/// The manual page that the package has.
@Suite(
    .notUnderThreadSanitizer, .notUnderAddressSanitizer,
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "packaging/manual.py is Python"))
struct ManualTests {
    @Test func hasOptionsCommandsAndExitCodes() throws {
        let script = "\"$1\" --experimental-dump-help | python3 \"$2\" 1.2.3 2026-01-31"
        let manual = "\(ProjectTree.root)/packaging/manual.py"
        let result = try Command.run("bash", ["-o", "pipefail", "-c", script, "bash", Command.colorizeVideo, manual])
        #expect(result.exitCode == 0 && result.errorOutput.isEmpty, "\(result.errorOutput)")
        let lines = result.text.split(separator: "\n")
        #expect(lines.prefix(3) == [".Dd January 31, 2026", ".Dt COLORIZE-VIDEO 1", ".Os colorize-video 1.2.3"])
        for line in [
            ".It Fl y , Fl -overwrite", ".It Fl -follow-playlists", ".It Fl -recursive", ".It Fl -steady Ar how",
            ".Ss colorize-video join",
            ".It Cm fetch", ".Ss Colour", ".It Fl i , Fl -input Ar path", ".It Fl n , Fl -no-overwrite",
            ".It Fl -contact-sheet Ar file.png", ".It 69", ".It 130",
        ] { #expect(lines.contains { $0 == line }, "\(line)") }
        // In mdoc a line that begins with a dot is a macro, and there are these.
        let macros = Set(lines.filter { $0.hasPrefix(".") }.map { $0.prefix(3) })
        #expect(
            macros.isSubset(of: [
                ".Dd", ".Dt", ".Os", ".Sh", ".Ss", ".Nm", ".Nd", ".Op", ".Ar", ".Bl", ".It", ".El",
                ".Dl", ".Pp", ".Xr",
            ]), "\(macros)")
    }
}
