import Report

/// What else is known of a run before it is run.
struct ForecastFacts {
    /// "lite".
    var model: String
    /// What was chosen, and why.
    var precision: String
    /// What the run needs at most.
    var memoryBytes: Double
    /// What would be lost, and other warnings.
    var warnings: [Notice] = []
}

extension RunForecast {
    /// Lines of a label and a text, the texts below one another.
    func lines(_ facts: ForecastFacts) -> [String] {
        var lines: [(label: String, text: String)] = [("input", sourceWords), ("output", outputWords)]
        if let stream = source.coloredStream { lines.append(("coloured", stream.words)) }
        if case .film(_, _, _, _, let copied) = output, !copied.isEmpty {
            lines.append(("kept", copied.map(\.words).joined(separator: ", ")))
        }
        lines += facts.warnings.map { ($0.isDroppedStream ? "dropped" : "warning", $0.words) }
        lines.append(("damage", damageWords))
        lines.append(("model", facts.model))
        lines.append(("precision", facts.precision))
        lines.append(("memory", "at most about \(Words.oneDecimal(facts.memoryBytes / 0x1p30)) GiB"))
        lines.append(("speed", "\(Words.rate(1 / max(sample.secondsPerFrame, 1e-9))), measured on \(sampleWords)"))
        if let seconds, let processorSeconds {
            let time = "about \(Words.duration(seconds)), or \(Words.duration(processorSeconds)) of CPU time"
            lines.append(("time", time))
        } else {
            lines.append(("time", "unknown, as is the length of the input"))
        }
        if let bytes {
            let copied = sample.copiedBytes ?? 0
            let share = copied > 0 ? ", \(Words.bytes(copied)) of which are copied streams" : ""
            lines.append(("size", "about \(Words.bytes(bytes))\(share)"))
        }
        let width = (lines.map(\.label.count).max() ?? 0) + 2
        return lines.map { label, text in
            "\(label):" + String(repeating: " ", count: max(1, width - label.count - 1)) + text
        }
    }

    private var sourceWords: String {
        let size = source.size.map { "\($0.width)x\($0.height)" }
        let rate = source.framesPerSecond.map { "\(Words.twoDecimals($0)) frames per second" }
        let noun = source.coloredStream == nil && source.framesPerSecond == nil ? "still" : "frame"
        let frames = source.frames.map { ($0 == sample.frames ? "" : "about ") + Words.count($0, noun) }
        return ([source.path + ":"] + [[size, rate, frames].compactMap(\.self).joined(separator: ", ")])
            .joined(separator: " ")
    }

    private var outputWords: String {
        switch output {
        case .film(let path, let container, let encoder, let pixelFormat, _):
            "\(path): \(container), \(encoder), \(pixelFormat)"
        case .stills(let path, let format):
            "\(path): \(format.map { "\($0) stills" } ?? "stills, each in its own format")"
        }
    }

    private var sampleWords: String {
        let places = sample.places > 1 ? " at \(sample.places) places" : ""
        return "\(Words.count(sample.frames, "frame"))\(places)"
    }

    private var damageWords: String {
        sample.damage.isEmpty
            ? "none seen in \(sampleWords)" : sample.damage.map(\.wordsOfSample).joined(separator: "; ")
    }
}

extension Notice {
    fileprivate var isDroppedStream: Bool { if case .streamDropped = self { true } else { false } }
}
