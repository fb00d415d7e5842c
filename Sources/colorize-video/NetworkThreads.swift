import Jobs
import Net

extension ColorizerModel {
    /// Threads for the network beside a film's other work.
    ///
    /// - Parameters:
    ///   - options: the size of the network's input counts.
    ///   - precision: what the user wishes; `auto` is taken for something faster than f32 where the processor has it.
    ///   - pictureSize: of all pictures, nil if they differ.
    ///   - threads: what the user wishes; 0 for one a core.
    func threads(
        _ options: Colorizer.Options, _ precision: PrecisionChoice, pictureSize: (width: Int, height: Int)?,
        threads: Int
    ) -> Int {
        let area = Double(options.inputWidth) * Double(options.inputHeight) / (256 * 256)
        return ThreadShares(threads: threads).network(
            gigaMACs: description.gigaMultiplications * area,
            isShort: precision != .f32 && !Precision.fasterThanF32(for: self).isEmpty,
            pictureSize: pictureSize)
    }

    /// Pictures to colour at a time with so many threads.
    func picturesAtOnce(threads: Int) -> Int {
        ThreadShares.picturesAtOnce(threads: threads, most: description.mostConcurrentPredictions ?? threads)
    }
}
