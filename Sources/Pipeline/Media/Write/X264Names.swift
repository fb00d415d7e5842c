/// The names that x264 knows (x264.h). It complains of others on stderr by itself.
enum X264Names {
    private static let known: [(option: String, names: [Substring])] = [
        (
            "preset",
            [
                "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow",
                "placebo",
                "0", "1", "2", "3", "4", "5", "6", "7", "8", "9",
            ]
        ),
        ("tune", ["film", "animation", "grain", "stillimage", "psnr", "ssim", "fastdecode", "zerolatency", "touhou"]),
        ("profile", ["baseline", "main", "high", "high10", "high422", "high444"]),
    ]

    /// Throws `MediaError.badOption` for a name that x264 does not know.
    static func check(_ settings: EncoderSettings) throws(MediaError) {
        let options = settings.options.map { ($0.key, $0.value) } + (settings.preset.map { [("preset", $0)] } ?? [])
        for (option, names) in known {
            for (key, value) in options where key == option {
                // Tunes may be several.
                let parts = value.split(whereSeparator: { ",./-+".contains($0) }).map { Substring($0.lowercased()) }
                guard !parts.isEmpty, parts.allSatisfy({ names.contains($0) }) else {
                    let all = names.filter { $0.count > 1 }.joined(separator: ", ")
                    throw MediaError(.badOption, reason: "libx264 has no \(option) '\(value)', only \(all)")
                }
            }
        }
    }
}
