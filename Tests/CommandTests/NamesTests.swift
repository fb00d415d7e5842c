import Foundation
import TestSupport
import Testing

/// Names of files that are not UTF-8: disks of the nineties are full of them.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct NamesTests {
    let folder: FilmFolder

    init() throws { folder = try FilmFolder() }

    /// The bytes of the names in a folder, as `ls` gives them.
    private func names(in path: String) throws -> [String] {
        let result = try folder.shell("cd \(path); ls --quoting-style=c -A")
        return result.text.split(separator: "\n").map(String.init)
    }

    @Test func aFilmWhoseNameIsNotUTF8() throws {
        try folder.make("film.mkv", FilmFolder.picture(seconds: 0.2) + ["-c:v", "ffv1"])
        let result = try folder.shell(
            """
            mkdir films; mv film.mkv "films/$(printf 'M\\374ller.mkv')"; cd films
            "$colorize" "$(printf 'M\\374ller.mkv')" "$(printf 'M\\374ller \\344.mkv')" -q --input-size 32 \
                --cuts "$(printf '\\374.txt')" --verify
            """)
        #expect(result.exitCode == 0, "\(result.errorOutput)")
        #expect(
            try names(in: "films") == [#""M\374ller \344.mkv""#, #""M\374ller.mkv""#, #""\374.txt""#].sorted())
    }

    @Test func picturesAndTheirFolder() throws {
        try folder.make("1.png", FilmFolder.picture(seconds: 0.04) + ["-frames:v", "1"])
        let result = try folder.shell(
            """
            in=$(printf 'in\\344'); mkdir "$in"; mv 1.png "$in"; cp "$in/1.png" "$in/$(printf '2\\374.png')"
            "$colorize" "$in" "$(printf 'out\\344')" -q --input-size 32; mv "$(printf 'out\\344')" out
            """)
        #expect(result.exitCode == 0, "\(result.errorOutput)")
        #expect(try names(in: "out") == [#""1.png""#, #""2\374.png""#])
    }

    /// Printed as it can be, and never as another name.
    @Test func messagesShowTheBytes() throws {
        let result = try folder.shell(#""$colorize" "$(printf 'M\374ller.mkv')" out.mkv -q"#)
        #expect(result.exitCode == 1)
        #expect(result.errorOutput.contains(#"M\xFCller.mkv: no such file"#), "\(result.errorOutput)")
    }
}
