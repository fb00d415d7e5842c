internal import Files
import Net

/// A calibration and the precision that was chosen with it, as a text file: so that all who colour a part of one film
/// compute alike.
struct CalibrationFile: Sendable, Equatable {
    var calibration: Calibration
    var precision: Precision

    private static let title = "# colorize-video calibration 1"

    /// Reads the text of the file at `path`. Throws `FileError.unreadable` with what is wrong.
    init(text: String, path: String) throws(FileError) {
        func refuse(_ reason: String) -> FileError { FileError(.unreadable, path: path, reason: reason) }
        let lines = text.lines
        guard lines.first.map(String.init) == Self.title else {
            throw refuse("is no calibration: the first line is not \"\(Self.title)\"")
        }
        var model: ColorizerModel?
        var size: (width: Int, height: Int)?
        var fingerprint: UInt64?
        var precision: Precision?
        var limits: [String: Float] = [:]
        for (number, line) in lines.enumerated().dropFirst() {
            let words = line.words.map(String.init)
            guard let key = words.first else { continue }
            var isUnderstood = false
            switch (key, words.count) {
            case ("model", 2):
                model = ColorizerModel(rawValue: words[1])
                isUnderstood = model != nil
            case ("input", 3):
                if let width = Int(words[1]), let height = Int(words[2]), width > 0, height > 0 {
                    size = (width, height)
                    isUnderstood = true
                }
            case ("weights", 2):
                fingerprint = UInt64(words[1], radix: 16)
                isUnderstood = fingerprint != nil
            case ("precision", 2):
                precision = Precision(rawValue: words[1])
                isUnderstood = precision != nil
            case ("limit", 3):
                limits[words[1]] = Float(words[2])
                isUnderstood = limits[words[1]].map { $0 > 0 && $0.isFinite } ?? false
            default: break
            }
            guard isUnderstood else { throw refuse("line \(number + 1) is not understood") }
        }
        guard let model, let size, let fingerprint, let precision else {
            throw refuse("lacks one of model, input, weights and precision")
        }
        self.precision = precision
        calibration = Calibration(
            model: model, inputWidth: size.width, inputHeight: size.height, fingerprint: fingerprint, limits: limits)
    }

    init(_ calibration: Calibration, precision: Precision) {
        self.calibration = calibration
        self.precision = precision
    }

    /// What the file holds.
    var text: String {
        var lines = [
            Self.title, "model \(calibration.model.rawValue)",
            "input \(calibration.inputWidth) \(calibration.inputHeight)",
            "weights \(String(calibration.fingerprint, radix: 16))", "precision \(precision.rawValue)",
            "# largest magnitude of each layer's result",
        ]
        lines += calibration.limits.sorted { $0.key < $1.key }.map { "limit \($0.key) \($0.value)" }
        return lines.joined(separator: "\n") + "\n"
    }
}
