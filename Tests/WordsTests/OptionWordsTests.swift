import Media
import TestSupport
import Testing

@testable import colorize_video

/// What is said to people who type the options of other programs.
@Suite struct OptionWordsTests {
    private let words = OptionWords(of: ColorizeCommand.self)

    @Test func namesAreThoseOfTheHelp() {
        for name in ["--codec", "-c", "--overwrite", "-y", "--piece-frames", "--follow-playlists", "--version", "-V"] {
            #expect(words.names.contains(name), "\(name)")
        }
        #expect(words.names.count > 50)
    }

    /// Each advice names options and commands that exist, and is given for none that does.
    @Test func adviceNamesWhatIsThere() {
        #expect(OptionWords.table.count > 30)
        var seen: Set<String> = []
        for (options, advice) in OptionWords.table {
            for option in options {
                #expect(!words.names.contains(option), "\(option)")
                #expect(seen.insert(option).inserted, "\(option) has two advices")
            }
            for name in advice.split(whereSeparator: { " ,;".contains($0) }) where name.hasPrefix("-") {
                #expect(words.names.contains(String(name)), "\(advice)")
            }
        }
    }

    @Test(arguments: [
        ("-ss", "there is no option -ss: use --start TIME"), ("-t", "there is no option -t: use --duration TIME"),
        ("--end", "there is no option --end: use --start TIME and --duration TIME, or --frames A-B"),
        ("-c:v", "there is no option -c:v: use --codec NAME"),
        ("-vcodec", "there is no option -vcodec: use --codec NAME"),
        ("-crf", "-crf is written --crf here"), ("-pix_fmt", "-pix_fmt is written --pix-fmt here"),
        ("-codec", "-codec is written --codec here"), ("--pix_fmt=yuv420p", "--pix_fmt is written --pix-fmt here"),
        ("-codec:v:0", "there is no option -codec:v:0: use --codec NAME"),
        ("--codex", "there is no option --codex; did you mean --codec?"),
        ("--sterdy", "there is no option --sterdy; did you mean --steady?"),
        ("--dur", "there is no option --dur; did you mean --duration?"),
        ("--cosec=x", "there is no option --cosec; did you mean --codec?"),
        ("--frmaes", "there is no option --frmaes; did you mean --frames?"),
        // Several are as near, or none is.
        ("--no-", "there is no option --no-"), ("--zzz", "there is no option --zzz"),
        ("--rest", "there is no option --rest"),
    ])
    func wordsThatAreNoOptions(word: String, fault: String) {
        #expect(words.fault(in: ["film.mkv", word, "out.mkv"], takesFilms: true) == fault)
    }

    @Test(arguments: ["-c", "-q", "-yq", "-5", "-10", "-", "a-ss", "--codec=x", "--help", "-h", "--help-hidden"])
    func wordsThatMayStand(word: String) { #expect(words.fault(in: [word], takesFilms: true) == nil) }

    @Test func behindTwoDashesAreNames() { #expect(words.fault(in: ["a", "--", "-ss"], takesFilms: true) == nil) }

    @Test func onlyCommandsThatTakeFilmsAreAdvisedSo() {
        #expect(words.fault(in: ["-ss"], takesFilms: false) == nil)
        #expect(words.fault(in: ["--quality"], takesFilms: false) == "there is no option --quality")
    }

    @Test(arguments: [
        ("h265", "use --codec libx265"), ("H.265", "use --codec libx265"), ("x264", "use --codec libx264"),
        ("ProRes 422 HQ", "use --codec prores_ks, with -e profile=proxy, lt, standard or hq"),
        ("nvenc", "encoders in hardware are not supported; libx264 with --preset veryfast is quick"),
        ("mkv", "that is a container: name the output so, or use --format"),
    ])
    func codecsByOtherNames(name: String, advice: String) { #expect(CodecWords.advice(name) == advice) }

    /// What FFmpeg knows is left to it.
    @Test(arguments: ["h264", "hevc", "prores", "av1", "vp8", "vp9", "theora", "mpeg2video", "gif", "bogus"])
    func codecsByTheirNames(name: String) { #expect(CodecWords.advice(name) == nil) }

    /// Advice names encoders that FFmpeg has, and no codec that FFmpeg knows is refused.
    @Test func encodersAreThere() throws {
        func names(_ option: String) throws -> Set<String> {
            let lines = try Command.run("ffmpeg", ["-v", "error", option]).text.split(separator: "\n")
            // " V....D libx264  …" and " DEV.LS h264  …"
            return Set(
                lines.compactMap { $0.prefix(8).contains("V") ? $0.split(separator: " ").dropFirst().first : nil }.map(
                    String.init))
        }
        let (encoders, codecs) = (try names("-encoders"), try names("-codecs"))
        #expect(encoders.contains("libx264") && codecs.contains("hevc"))
        var advised = CodecWords.examples
        for (words, advice) in CodecWords.table {
            #expect(words.isDisjoint(with: encoders.union(codecs)))
            let parts = advice.split { " ,;:".contains($0) }.map(String.init)
            advised += zip(parts, parts.dropFirst()).filter { $0.0 == "--codec" }.map(\.1)
            advised += parts.filter { $0.hasPrefix("lib") }
        }
        #expect(advised.count > 20)
        for name in advised { #expect(encoders.contains(name), "\(name)") }
    }

    @Test(arguments: [
        ("film.mkv", nil, "film.colour.mkv"), ("a/film.MP4", nil, "a/film.colour.mp4"),
        ("film.avi", nil, "film.colour.mkv"), ("VTS_01_1.VOB", nil, "VTS_01_1.colour.mkv"),
        ("/film.webm", nil, "/film.colour.webm"), ("./film", nil, "./film.colour.mkv"),
        ("film.mkv", "mov", "film.colour.mov"), ("film.mkv", "mpegts", "film.colour.ts"),
        ("scan.tif", nil, "scan.colour.tif"), ("scan.pgm", nil, "scan.colour.ppm"),
        ("/tmp/", nil, "/tmp.colour/"), ("/tmp", nil, "/tmp.colour/"),
    ])
    func namesBesideTheInput(input: String, format: String?, output: String) throws {
        #expect(try OutputName(format: format).beside(input) == output)
    }

    @Test(arguments: [".", "..", "/", "-", "scan_%06d.png", "scans/*.png", "a/.."])
    func inputsThatGiveNoName(input: String) {
        #expect(throws: MediaError.self) { try OutputName(format: nil).beside(input) }
    }
}
