import Net
internal import Report

/// Which precision was chosen after measuring, and why.
struct PrecisionVerdict {
    /// How far a precision is from f32.
    typealias Measurement = (precision: Precision, difference: PrecisionCheck.Difference)

    /// Those that differ too much, as they were tried.
    var refused: [Measurement] = []
    /// The one after them; nil for f32.
    var chosen: Measurement?
    /// How many times as fast as f32 that is; nil if it was not measured, or is no faster.
    var speed: Double?
    /// Pictures that were compared.
    let frameCount: Int

    /// As it is reported.
    var notice: Notice {
        .measuredPrecision(
            chosen: chosen.map { PrecisionVerdict.reported($0, speed: speed) },
            refused: refused.map { PrecisionVerdict.reported($0) }, frameCount: frameCount)
    }

    private static func reported(_ measurement: Measurement, speed: Double? = nil) -> Notice.PrecisionDifference {
        Notice.PrecisionDifference(
            precision: measurement.precision.rawValue, mean: measurement.difference.mean,
            percentile99: measurement.difference.percentile99, speed: speed)
    }
}
