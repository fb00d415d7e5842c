import Foundation
import TestSupport
import Testing

/// A disk that is too small.
extension ResumeTests {
    /// A folder on a small disk of its own, if the system lets us have one.
    private func withDisk(kibibytes: Int, _ body: (_ resize: (Int) throws -> Void) throws -> Void) throws {
        let path = folder.path("disk")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let mount = { (options: String) in
            try Command.run("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path])
        }
        guard geteuid() == 0, try mount("size=\(kibibytes)k").exitCode == 0 else { return }
        defer { _ = try? Command.run("umount", ["-l", path]) }
        try body { kibibytes in
            let result = try mount("remount,size=\(kibibytes)k")
            try #require(result.exitCode == 0, "\(result.errorOutput)")
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can make a small disk")) func aFullDiskKeepsThePieces() throws {
        try film()
        let options = ["-c", "ffv1", "--steady", "off", "-q"]
        _ = try run("film.mkv", "whole.mkv", options)
        let whole = try bytes("whole.mkv")
        try withDisk(kibibytes: 64 << 10) { resize in
            try makeUnfinished("film.mkv", "disk/out.mkv", pieces: [0], options)
            var done = 1
            // Room for some of the pieces, then for all of them, but not for the film.
            for room in [whole.count / 2, whole.count * 5 / 4] {
                try resize(room >> 10)
                let message = try run("film.mkv", "disk/out.mkv", options, exitCode: 1)
                #expect(message.contains("No space left on device"), "\(message)")
                #expect(names(in: "disk") == ["out.mkv.pieces"])
                #expect(names(in: "disk/out.mkv.pieces").filter { $0.hasPrefix(".") } == [])
                let now = pieces(of: "disk/out.mkv").count
                #expect(now > done)
                done = now
            }
            #expect(done == 6)
            try resize(64 << 10)
            _ = try run("film.mkv", "disk/out.mkv", options)
            #expect(try bytes("disk/out.mkv") == whole)
            #expect(names(in: "disk") == ["out.mkv"])
        }
    }
}
