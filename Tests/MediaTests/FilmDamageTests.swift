import Flow
import Foundation
import Report
import TestSupport
import Testing

@testable import Media

/// What is wrong with a film is told, also where the decoder only logs it, or nothing at all says it.
@Suite(.notUnderThreadSanitizer) struct FilmDamageTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        FFmpegLibrary.captureLog()
    }

    /// What is told of a film that is read to its end, or why reading stopped.
    private func told(_ path: String, isStrict: Bool = false) throws -> (warnings: [Notice], error: MediaError?) {
        let warnings = Guarded<[Notice]>([])
        var request = FilmRequest()
        request.isStrict = isStrict
        do throws(MediaError) {
            let reader = try FilmReader(
                demuxer: Demuxer(input: path, cancellation: Cancellation()), request: request, threads: 2,
                warn: { notice in warnings.withLock { $0.append(notice) } })
            try reader.copyPackets(to: DroppedPackets())
            do {
                while try reader.next() != nil {}
            } catch let error as MediaError {
                throw error
            } catch {
                Issue.record(error)
            }
        } catch {
            return (warnings.withLock { $0 }, error)
        }
        return (warnings.withLock { $0 }, nil)
    }

    private func make(_ name: String, _ arguments: [String], seconds: Int = 1) throws -> String {
        try FFmpeg.run(
            [
                "-f", "lavfi", "-i",
                "testsrc2=size=160x120:rate=12:duration=\(seconds),noise=alls=30:allf=t:all_seed=1,format=yuv420p",
            ] + arguments + [folder.file(name)])
        return folder.file(name)
    }

    @Test(arguments: [
        ("film.mkv", ["-c:v", "ffv1", "-level", "3", "-slicecrc", "1"]), ("film.avi", ["-c:v", "mjpeg", "-q:v", "5"]),
        ("film.mkv", ["-c:v", "mpeg4", "-g", "4"]), ("film.mkv", ["-c:v", "libx264", "-g", "4"]),
    ])
    func damageInTheMiddle(name: String, arguments: [String]) throws {
        let path = try make(name, arguments)
        #expect(try told(path).warnings == [] && told(path, isStrict: true).error == nil)
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        for place in 0..<6 {
            let start = bytes.count * (25 + 10 * place) / 100
            for offset in 0..<60 {
                bytes[start + offset] = UInt8(truncatingIfNeeded: (offset * 73 + place * 31) ^ 0x5A)
            }
        }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let (warnings, error) = try told(path)
        #expect(error == nil && !warnings.isEmpty, "\(warnings) \(String(describing: error))")
        #expect(try told(path, isStrict: true).error?.code == .badInput)
    }

    /// Cut between two frames, so that no frame is damaged.
    @Test func anEndThatIsMissing() throws {
        let path = try make("film.avi", ["-c:v", "mpeg4", "-g", "12"], seconds: 4)
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        func number(_ place: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) } }
        let movi = try #require(
            bytes.indices.dropLast(4).first(where: { Array(bytes[$0..<$0 + 4]) == Array("movi".utf8) }))
        var place = movi + 4
        for _ in 0..<24 { place += 8 + number(place + 4) + number(place + 4) % 2 }
        try Data(bytes[..<place]).write(to: URL(fileURLWithPath: path))
        let (warnings, error) = try told(path)
        guard error == nil, warnings.count == 1, case .damage(path, let damage) = warnings[0] else {
            Issue.record("\(warnings) \(String(describing: error))")
            return
        }
        #expect(damage.kind == .brokenOff && damage.count == 1, "\(damage)")
        switch damage.place {
        case .end(let frames, _, _), .endOfFrames(let frames, _, _): #expect((20...29).contains(frames), "\(damage)")
        default: Issue.record("\(damage)")
        }
        #expect(try told(path, isStrict: true).error?.code == .badInput)
    }

    /// AVI counts places, of which some have no frame of their own.
    @Test func framesOfSecondsInAVI() throws {
        try FFmpeg.run([
            "-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25,format=yuv420p,setpts=PTS+gte(N\\,5)*3/TB", "-frames:v",
            "10",
            "-vsync", "passthrough", "-c:v", "mpeg4", folder.file("in.avi"),
        ])
        #expect(try told(folder.file("in.avi")).warnings == [])
    }
}
