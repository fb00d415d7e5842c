extension Colorizer {
    /// Runs the network `repeats` times step by step, and says how long each step took. For benchmarks: to wait for
    /// every step costs a little.
    ///
    /// - `lightness`: as for `predict`.
    ///
    /// Throws as `predict`, except that the result is not looked at.
    public func timeLayers(lightness: Span<Float>, repeats: Int) throws(NetError) -> [LayerTiming] {
        try executors.timeSteps(lightness, repeats: repeats)
    }
}
