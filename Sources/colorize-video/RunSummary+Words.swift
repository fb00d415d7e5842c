import Report

extension RunSummary {
    /// One to six lines, as
    ///
    ///     250 frames, 3 cuts, 37 held frames reused in 0:21 (12.1 fps)
    ///     2 shots were in colour already, the first from frame 90; --keep-color leaves such as they are
    ///     references cover 88% of 2 of 5 shots; least: 59% of the shot from frame 733, 97% from 90
    ///     the network is 43% sure; least: 21% in the shot from frame 210, 22% from 300, 25% from 40
    ///     time of 2 cores: decode 6%, lightness 1%, network 17%, steady 3%, recombine 2%, encode 66%, waiting 5%
    ///     slowest: encode; a faster --preset helps most
    ///
    /// - Parameter remedies: which option helps where a stage sets the pace, by its name, as the end of a sentence.
    func lines(remedies: [String: String]) -> [String] {
        let progress = Progress(frames: frames, total: frames, elapsedSeconds: elapsedSeconds)
        var counts = [Words.count(frames, "frame")]
        if let cuts { counts.append(Words.count(cuts, "cut")) }
        if heldFrames > 0 { counts.append("\(Words.count(heldFrames, "held frame")) reused") }
        if paintedFrames > 0 { counts.append("\(Words.count(paintedFrames, "frame")) coloured by the network itself") }
        let total =
            "\(counts.joined(separator: ", ")) in \(Words.clock(elapsedSeconds)) "
            + "(\(Words.oneDecimal(progress.framesPerSecond)) fps)"
        return [total] + (colorLine.map { [$0] } ?? []) + shots.lines + [timeLine]
            + (paceLine(remedies).map { [$0] } ?? [])
    }

    private var colorLine: String? {
        guard let (count, first) = coloredShots else { return nil }
        let which = count == 1 ? "1 shot was" : "\(count) shots were"
        let place = count == 1 ? "from frame \(first)" : "the first from frame \(first)"
        return "\(which) in colour already, \(place); --keep-color leaves such as they are"
    }

    /// Whatever is done anywhere in the process is in one of the shares, and the rest is waiting.
    private var timeLine: String {
        let available = max(elapsedSeconds * Double(max(1, processorCount)), processorSeconds, 1e-9)
        var shares = stagesByName.map { ($0.name, $0.processorSeconds / available) }
        let known = shares.reduce(0) { $0 + $1.1 }
        shares.append(("other", processorSeconds / available - known))
        shares.append(("waiting", 1 - processorSeconds / available))
        let shown = shares.filter { ($0.0 != "other" && $0.0 != "waiting") || $0.1 >= 0.005 }
            .map { "\($0.0) \(Int((100 * min(max($0.1, 0), 1)).rounded()))%" }
        return "time of \(Words.count(processorCount, "core")): \(shown.joined(separator: ", "))"
    }

    /// A run that is over in a few seconds needs no advice.
    private static let shortestSeconds = 10.0

    private func paceLine(_ remedies: [String: String]) -> String? {
        guard elapsedSeconds >= RunSummary.shortestSeconds, let slowest = slowestStage, let remedy = remedies[slowest]
        else {
            return nil
        }
        return "slowest: \(slowest); \(remedy)"
    }
}
