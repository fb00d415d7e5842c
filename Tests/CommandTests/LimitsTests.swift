import Foundation
import TestSupport
import Testing

/// Systems that give few threads or little memory: a run ends at once and says so, or it does its work; it never waits.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct LimitsTests {
    let folder: FilmFolder

    init() throws {
        folder = try FilmFolder()
        try folder.make("film.mkv", FilmFolder.picture(seconds: 0.4) + ["-c:v", "ffv1"])
    }

    /// The limit counts all processes and threads of a user, so it needs one of its own, which only root can become.
    @Test(.enabled(if: geteuid() == 0), arguments: [3, 4, 5, 6, 8, 10, 12, 16])
    func fewThreads(limit: Int) throws {
        // Each case has another user: they run side by side.
        let user = 64_000 + limit
        let result = try folder.shell(
            """
            chmod 711 .; mkdir out; chmod 777 out; cp "$colorize" program; chmod 755 program; cp film.mkv out
            cd out
            setpriv --reuid=\(user) --regid=\(user) --clear-groups bash -c \
                'ulimit -u \(limit); exec timeout -k 5 60 ../program film.mkv out.mkv -q --input-size 32' 
            """)
        let names = try folder.shell("ls -A out").text.split(separator: "\n").map(String.init)
        if result.exitCode == 0 {
            #expect(names == ["film.mkv", "out.mkv"])
        } else {
            #expect(result.exitCode == 1, "\(result.errorOutput)")
            #expect(names == ["film.mkv"])
            #expect(result.errorOutput.split(separator: "\n").count == 1, "\(result.errorOutput)")
        }
    }

    @Test(arguments: [450_000, 600_000, 1_000_000, 2_000_000, 4_000_000])
    func littleMemory(kibibytes: Int) throws {
        let result = try folder.shell(
            "ulimit -v \(kibibytes); exec timeout -k 5 60 \"$colorize\" film.mkv out.mkv -q --input-size 32")
        #expect(result.exitCode != 124 && result.exitCode != 137, "it waits")
        #expect(folder.folder.names == (result.exitCode == 0 ? ["film.mkv", "out.mkv"] : ["film.mkv"]))
    }
}
