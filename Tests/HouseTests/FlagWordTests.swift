import Foundation
import TestSupport
import Testing

/// The libraries say what is wrong and what would help as values; which option that is only the executable knows.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct FlagWordTests {
    /// Where strings are options of another program.
    private static let exceptions: Set<String> = ["Net/ModelStore/ModelDownload.swift"]

    @Test func librariesNameNoOption() throws {
        let root = "\(ProjectTree.root)/Sources"
        var libraryCount = 0
        var flagsOfTheCommand = 0
        for case let path as String in try #require(FileManager.default.enumerator(atPath: root))
        where path.hasSuffix(".swift") && !Self.exceptions.contains(path) {
            let flags = FlagWords(try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)).flags
            if path.hasPrefix("colorize-video/") {
                flagsOfTheCommand += flags.count
            } else {
                libraryCount += 1
                #expect(flags == [], "\(path)")
            }
        }
        #expect(libraryCount > 100 && flagsOfTheCommand > 30)
        for path in Self.exceptions {
            #expect(!FlagWords(try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)).flags.isEmpty, "\(path)")
        }
    }

    /// Each way in which an option may slip into a sentence.
    @Test(arguments: [
        "let text = \"is there; --overwrite replaces it\"", "let text = \"exists; -y overwrites it\"",
        "let text = \"--codec ffv1\"", "let text = \"(--map-video)\"", "let text = \"use `--fps`\"",
        "let text = \"a\" + \"b --crf\"", "let text = \"\"\"\n    --weights\n    \"\"\"",
        "let text = #\"--cuts\"#", "let text = \"\\(name) has no --preset\"",
        "let text = \"\\(names.joined(\"-y\")) c\"",
        "let text = \"\\(a ? \"--calibration\" : b)\"", "f(as: \"--weights\")", "let text = \"--format=\\(name)\"",
    ])
    func plantedOptionsAreSeen(line: String) { #expect(!FlagWords(line).flags.isEmpty, "\(line)") }

    /// Dashes that begin no option.
    @Test(arguments: [
        "// --codec", "/// `--start-number` counts", "/* -y */", "let x = a --b", "let text = \"a-y\"",
        "let text = \"A-B\"", "let text = \"0--1\"", "let text = \"--\"", "let text = \"-\"",
        "let text = \"scan--two\"",
        "let text = \"-5.0\"", "let text = \"\\(count) - \\(other)\"", "let text = \"'-' writes\"", "let x = y -z",
        "let text = \"--- a\"", "let text = \"(ulimit -v)\"",
    ])
    func otherDashesAreNone(line: String) { #expect(FlagWords(line).flags == [], "\(line)") }
}
