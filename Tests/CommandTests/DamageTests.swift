import Foundation
import TestSupport
import Testing

/// Damaged films: what can be decoded is kept, and what is wrong is said once. No crash, no hang, nothing half-written.
@Suite(.notUnderThreadSanitizer) struct DamageTests {
    /// The same numbers on every machine (xorshift64*, Vigna 2016).
    struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state >> 12
            state ^= state << 25
            state ^= state >> 27
            return state &* 0x2545_F491_4F6C_DD1D
        }
    }

    /// A sound film, by what it is called and how ffmpeg makes it.
    static let films: [(name: String, arguments: [String])] = [
        ("h264.mp4", ["-c:v", "libx264", "-g", "6", "-bf", "2", "-c:a", "aac"]),
        ("fast.mp4", ["-c:v", "libx264", "-g", "6", "-movflags", "+faststart", "-c:a", "aac"]),
        ("h264.mkv", ["-c:v", "libx264", "-g", "6", "-c:a", "ac3"]),
        ("mpeg2.ts", ["-c:v", "mpeg2video", "-g", "6", "-bf", "2", "-c:a", "mp2"]),
        ("h264.ts", ["-c:v", "libx264", "-g", "6", "-c:a", "aac"]),
        ("mpeg4.avi", ["-c:v", "mpeg4", "-g", "6", "-c:a", "mp3"]),
        ("vp9.webm", ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "6", "-c:a", "libopus"]),
        ("prores.mov", ["-c:v", "prores_ks", "-c:a", "pcm_s16le"]),
        ("ffv1.nut", ["-c:v", "ffv1", "-c:a", "flac"]),
        ("hevc.mkv", ["-c:v", "libx265", "-x265-params", "log-level=none:keyint=6", "-c:a", "aac"]),
    ]

    /// Cuts, flips, overwrites or removes bytes at places that `seed` decides.
    static func damage(_ data: Data, seed: UInt64) -> Data {
        var random = Random(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
        var bytes = [UInt8](data)
        switch seed % 4 {
        case 0:
            bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
        case 1:
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
        case 2:
            let start = Int.random(in: 0..<bytes.count, using: &random)
            for place in start..<min(bytes.count, start + Int.random(in: 1...600, using: &random)) {
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
        default:
            let start = Int.random(in: 0..<bytes.count, using: &random)
            bytes.removeSubrange(start..<min(bytes.count, start + Int.random(in: 1...600, using: &random)))
        }
        return Data(bytes)
    }

    /// 200 films under AddressSanitizer, which sees what they are for. Without it one of each kind of damage; with
    /// ThreadSanitizer, under which little differs from film to film, two.
    static var seeds: [UInt64] {
        let environment = ProcessInfo.processInfo.environment
        if environment["TSAN_OPTIONS"] != nil { return [1, 11] }
        return Array(0..<(environment["ASAN_OPTIONS"] != nil ? 20 : 4))
    }

    @Test(arguments: films.indices)
    func endsWithAMessageOrAFilm(film: Int) throws {
        let (name, arguments) = Self.films[film]
        let folder = try FilmFolder()
        let whole = try folder.make(
            "whole-" + name, FilmFolder.picture(rate: "20") + FilmFolder.tone() + arguments)
        let data = try Data(contentsOf: URL(fileURLWithPath: whole))
        let input = folder.path("in-" + name)
        let output = folder.path("out.mkv")
        var kept = 0
        for seed in Self.seeds {
            try Self.damage(data, seed: seed + 100 * UInt64(film)).write(to: URL(fileURLWithPath: input))
            // A hang ends with 124. That a film is read twice is tried with one of them.
            let options = ["-q", "-y", "--input-size", "32", "--steady", film == 0 ? "shot" : "light"]
            let result = try Command.run(
                "timeout", ["60", Command.colorizeVideo, input, output] + options,
                environment: ["XDG_CACHE_HOME": folder.path("none")])
            let lines = result.errorOutput.split(separator: "\n")
            let errors = lines.filter { !$0.hasPrefix("warning: ") }
            // Each kind of trouble is told once.
            #expect(lines.count <= 12, "seed \(seed): \(result.errorOutput)")
            if result.exitCode == 0 {
                kept += 1
                #expect(errors.isEmpty, "seed \(seed): \(result.errorOutput)")
                // Every frame that the command wrote can be decoded again, at times that grow.
                let times = try FFmpeg.frameTimes(output).compactMap { Double($0.time) }
                #expect(
                    !times.isEmpty && zip(times, times.dropFirst()).allSatisfy { $0 < $1 }, "seed \(seed): \(times)")
                try FileManager.default.removeItem(atPath: output)
            } else {
                #expect(result.exitCode == 1, "seed \(seed): \(result.exitCode) \(result.errorOutput)")
                #expect(
                    errors.count == 1 && (errors.first ?? "").hasPrefix("colorize-video: "), "\(result.errorOutput)")
            }
            let names = folder.folder.names
            #expect(names == ["in-" + name, "whole-" + name], "seed \(seed): \(names)")
        }
        // Most damage leaves something to colour.
        #expect(Self.seeds.count < 10 || kept >= Self.seeds.count / 4, "\(name): \(kept)")
        // No child has ever grown beyond what a film of this size may need, sanitizers included.
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
        #expect(usage.ru_maxrss < 2 << 20, "\(usage.ru_maxrss) KiB")
    }

    @Test func kindsOfTroubleAreCountedAndTold() throws {
        let folder = try FilmFolder()
        let film = try folder.make(
            "film.mkv", FilmFolder.picture(seconds: 2) + ["-c:v", "libx264", "-g", "10", "-bf", "0"])
        // Packets of the picture lost and broken: noise in some, others gone.
        let broken = try folder.make(
            "broken.mkv", ["-i", film, "-c", "copy", "-bsf:v", "noise=amount='if(eq(mod(n\\,10)\\,7)\\,5)'"])
        let (output, messages) = try folder.colorize(broken, to: "out.mkv")
        #expect(
            messages.contains("broken.mkv: 5 packets could not be decoded, first after frame 7, at 0:00"), "\(messages)"
        )
        #expect(try FFmpeg.frameTimes(output).count >= 45)
        let strict = try Command.colorize([broken, folder.path("strict.mkv"), "-q", "--strict"])
        #expect(strict.exitCode == 1)
        #expect(strict.errorOutput.split(separator: "\n").count == 1)
        #expect(!folder.folder.names.contains { $0.hasPrefix("strict") })
    }

    @Test(arguments: ["96x80", "128x96"])
    func aSizeThatChangesInTheMiddle(size: String) throws {
        let folder = try FilmFolder()
        for (name, size, start) in [("a.ts", "64:48", "0"), ("b.ts", size.replacing("x", with: ":"), "1")] {
            try folder.make(
                name,
                [
                    "-f", "lavfi", "-i", "testsrc2=size=256x192:rate=25:duration=1,format=gray,scale=\(size)", "-c:v",
                    "mpeg2video", "-q:v", "2", "-output_ts_offset", start,
                ])
        }
        try #require(folder.shell("cat a.ts b.ts > in.ts").exitCode == 0)
        let (output, messages) = try folder.colorize(folder.path("in.ts"), to: "out.mp4")
        #expect(messages.contains("of another size"), "\(messages)")
        #expect(messages.contains("\(size) instead of 64x48"), "\(messages)")
        let stream = try FFmpeg.videoStream(output)
        #expect(stream["width"] as? Int == 64)
        #expect(try FFmpeg.frameTimes(output).count == FFmpeg.frameTimes(folder.path("in.ts")).count)
        // The second half looks like the first, not like a corner of itself.
        let samples = [UInt8](try FFmpeg.samples(output, format: "gray"))
        let frame = 64 * 48
        let (early, late) = (10 * frame, (samples.count / frame - 15) * frame)
        let difference = (0..<frame).reduce(0) { $0 + abs(Int(samples[early + $1]) - Int(samples[late + $1])) }
        #expect(Double(difference) / Double(frame) < 12)
        #expect(try Command.colorize([folder.path("in.ts"), folder.path("s.mp4"), "-q", "--strict"]).exitCode == 1)
    }
}
