import ArgumentParser

/// Options of other programs, and misspelt ones of this program: what to write instead.
struct OptionWords {
    /// The options that the command has: "--codec", "-c".
    let names: [String]

    /// The options that the help of `command` has, where they stand first in their lines.
    init(of command: any ParsableCommand.Type) {
        let help = ColorizeVideo.helpMessage(for: command, includeHidden: true)
        var names = ["--generate-completion-script", "--experimental-dump-help", "--help-hidden"]
        for line in help.split(whereSeparator: \.isNewline) where line.hasPrefix("  -") {
            // "-e, --encoder-option <key=value>"
            names += line.split { $0 == " " || $0 == "," }.prefix(2).filter { $0.hasPrefix("-") }.map(String.init)
        }
        self.names = names
    }

    /// What is wrong with the first of these words that is no option of the command, as far as that can be told: long
    /// options, and those that other programs have. nil if there is none. What stands behind "--" is no option.
    ///
    /// - Parameter takesFilms: whether the command colours films, as the programs of `table` do.
    func fault(in arguments: [String], takesFilms: Bool) -> String? {
        for word in arguments.prefix(while: { $0 != "--" }) where word.hasPrefix("-") {
            let option = String(word.prefix { $0 != "=" })
            if names.contains(option) { continue }
            let plain = "--" + String(option.drop { $0 == "-" }.map { $0 == "_" ? "-" : $0 })
            if plain.utf8.count > 3, names.contains(plain) { return "\(option) is written \(plain) here" }
            if takesFilms, let advice = OptionWords.advice(option) { return "there is no option \(option): \(advice)" }
            if option.hasPrefix("--") { return unknown(option) }
        }
        return nil
    }

    private func unknown(_ option: String) -> String {
        "there is no option \(option)" + (nearest(to: option).map { "; did you mean \($0)?" } ?? "")
    }

    /// What ArgumentParser's `message` says of an option that it does not know, with the one that was probably meant;
    /// nil for a message about anything else.
    func reason(_ message: String) -> String? {
        let beginning = "Unknown option '"
        guard message.hasPrefix(beginning) else { return nil }
        return unknown(String(message.dropFirst(beginning.count).prefix { $0 != "'" }))
    }

    /// The long option that was probably meant by `option`, which is none: the only one that begins like it, or the one
    /// that at most two slips of the fingers make of it (one where it is short). nil if there is none, or several.
    func nearest(to option: String) -> String? {
        let names = names.filter { $0.hasPrefix("--") }
        let longer = names.filter { option.utf8.count >= 5 && $0.hasPrefix(option) }
        if longer.count == 1 { return longer[0] }
        let most = option.utf8.count < 7 ? 1 : 2
        let distances = names.map { ($0, OptionWords.slips(from: Array(option.utf8), to: Array($0.utf8))) }
        let close = distances.filter { $0.1 <= most }
        let least = close.map(\.1).min()
        let best = close.filter { $0.1 == least }
        return best.count == 1 ? best[0].0 : nil
    }

    /// Letters to change, to leave out, to put in or to swap with the next one.
    private static func slips(from first: [UInt8], to second: [UInt8]) -> Int {
        var before = Array(0...second.count)
        var beforeThat = before
        for (i, letter) in first.enumerated() {
            var row = [i + 1]
            for (j, other) in second.enumerated() {
                var slips = min(before[j + 1] + 1, row[j] + 1, before[j] + (letter == other ? 0 : 1))
                if i > 0, j > 0, letter == second[j - 1], first[i - 1] == other {
                    slips = min(slips, beforeThat[j - 1] + 1)
                }
                row.append(slips)
            }
            (beforeThat, before) = (before, row)
        }
        return before[second.count]
    }

    private static func advice(_ option: String) -> String? {
        // "-b:v", "-codec:a:0": the stream is said behind the colon.
        let name = option.contains(":") ? String(option.prefix { $0 != ":" }) + ":" : option
        return table.first { $0.options.contains(option) || $0.options.contains(name) }?.advice
    }

    /// Options as people know them from ffmpeg, HandBrakeCLI, yt-dlp and Real-ESRGAN. "-b:" stands for "-b" with any
    /// stream behind it.
    static let table: [(options: Set<String>, advice: String)] = [
        (["-ss", "--ss", "--begin", "--seek", "--from", "--skip", "--start-at", "--start-time"], "use --start TIME"),
        (["-t", "--length", "--stop-at", "--time"], "use --duration TIME"),
        (
            ["-to", "--end", "--to", "--until", "--stop", "--end-time"],
            "use --start TIME and --duration TIME, or --frames A-B"
        ),
        (["-sseof", "--section", "--sections", "--trim"], "use --start TIME and --duration TIME"),
        (["-frames:", "-vframes", "--limit", "--max-frames", "--frame"], "use --frames A-B, as in --frames 0-100"),
        (["-start_number", "--first"], "use --start-number N"),
        (
            ["-r", "-framerate", "--rate", "--framerate", "--frame-rate", "-r:"],
            "a film keeps its frame rate; for a film made of stills use --fps RATE"
        ),
        (["-c:", "-vcodec", "-codec:", "--vcodec", "--video-codec", "--encoder", "--venc"], "use --codec NAME"),
        (
            [
                "-acodec", "--acodec", "--audio-codec", "--aencoder", "-b:a", "-ab", "-ar", "-ac", "--audio-bitrate",
                "-af",
            ],
            "sound is copied as it is; --no-audio drops it"
        ),
        (["-scodec"], "subtitles are copied as they are; --no-subtitles drops them"),
        (["-an", "--no-sound", "--mute", "--noaudio"], "use --no-audio"),
        (["-sn", "--no-subs", "--nosubs"], "use --no-subtitles"),
        (
            ["-b", "-b:", "-vb", "--bitrate", "--video-bitrate", "--vb", "--rate-control"],
            "use --crf N for the quality, or -e b=2M for the encoder's bit rate"
        ),
        (["-q:", "--quality", "-qscale", "-qscale:", "--qp", "--cq", "--quantizer"], "use --crf N"),
        (["-tune", "--tune"], "use -e tune=NAME"),
        (["-profile:", "--profile", "-profile", "--encoder-profile"], "use -e profile=NAME"),
        (["-level", "--level"], "use -e level=N"),
        (["-g", "--keyint", "--gop"], "use -e g=N"),
        (
            ["-x264-params", "-x265-params", "--encopts", "--x264-params", "--x265-params", "-x264opts"],
            "use -e x264-params=… or -e x265-params=…"
        ),
        (["--lossless"], "use --codec ffv1"),
        (
            ["-map", "-map:", "--map"],
            "all streams are kept that the container can hold; --map-video N chooses the video"
        ),
        (
            ["-vf", "-filter:", "-filter_complex", "-lavfi", "--vf", "--filter", "-vn"],
            "there are no filters here: pipe through ffmpeg, see docs/films.md; --deinterlace is one"
        ),
        (
            ["-s", "--size", "--scale", "--resize", "--width", "--height", "-w", "--resolution", "--upscale"],
            "frames keep their size; --input-size is what the network sees"
        ),
        (["--deint", "--yadif", "--bwdif", "-deinterlace", "--decomb"], "use --deinterlace"),
        (["--color", "--colour", "--intensity", "--strength", "--vibrance"], "use --saturation S"),
        (["--render-factor", "--render_factor", "-render_factor", "--resolution-factor"], "use --input-size N"),
        (
            ["--smooth", "--stabilize", "--stabilise", "--temporal", "--deflicker", "--flicker"],
            "use --steady off, light or strong"
        ),
        (["--reference", "--references", "--ref", "--exemplar"], "use --refs FOLDER"),
        (["--network", "--net", "-m", "--model-name", "--artistic"], "use --model NAME"),
        (["--checkpoint", "--model-path", "--model_path", "--weight", "--pth"], "use --weights FILE"),
        (
            ["--gpu", "--cuda", "--device", "--gpu-id", "-hwaccel", "--hwaccel", "--gpus"],
            "the program computes on the CPU; --precision and --threads matter for its speed"
        ),
        (["--fp16", "--half", "--fp32", "--bf16", "--int8", "--dtype"], "use --precision f32, bf16, int8 or auto"),
        (["-j", "--workers", "--parallel", "--processes"], "use --jobs N for pieces at a time, --threads N for cores"),
        (["--force", "--yes", "--replace", "--clobber"], "use -y"),
        (["--no", "--no-clobber", "--never-overwrite", "-no-clobber"], "use -n, which is the default"),
        (["--resume", "--continue"], "the same command goes on by itself; --fresh begins again"),
        (["--restart", "--no-resume", "--again"], "use --fresh"),
        (
            ["-v", "--verbose", "-loglevel", "--log-level", "-hide_banner", "-stats", "--debug"],
            "use -q to see less, --log FILE or --progress json to keep more"
        ),
        (["-report", "--logfile", "--log-file"], "use --log FILE"),
        (["--silent", "-nostats", "--no-progress"], "use -q"),
        (["--json"], "use --progress json"),
        (
            [
                "-movflags", "-bsf:", "-metadata", "-metadata:", "-disposition:", "-map_metadata", "-fflags",
                "-shortest",
            ],
            "there is no such thing here: tags and streams are copied as they are"
        ),
        (
            ["--subtitle", "--subtitles", "--audio", "-a"],
            "sound and subtitles are copied; --no-audio and --no-subtitles drop them"
        ),
        (["--out", "--dest", "--outfile", "--output-file"], "use -o, or name the output last"),
        (["--in", "--infile", "--source"], "use -i, or name the input first"),
        (["--container", "--ext", "--extension", "--merge-output-format"], "use --format NAME, or the output's name"),
        (["--license", "--licence", "--licenses", "--licences", "-L"], "use the command licences"),
        (["--list-models", "--models"], "use the command models"),
        (
            ["--batch", "--dir", "--folder", "--directory"],
            "name films one after another and a folder last, or use --recursive"
        ),
    ]
}
