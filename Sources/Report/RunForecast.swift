/// What a run would do, and what it would cost, as far as a look at its source and a sample show it.
package struct RunForecast: Sendable {
    /// What is read.
    package struct Source: Sendable {
        /// As the user wrote it.
        package var path: String
        /// Size of the frames; nil for stills, which may differ.
        package var size: (width: Int, height: Int)?
        /// Nominal frames per second of a film.
        package var framesPerSecond: Double?
        /// About how many frames are coloured; nil if nobody knows.
        package var frames: Int?
        /// The stream that is coloured; nil for stills.
        package var coloredStream: StreamName?
        /// See the properties.
        package init(path: String) { self.path = path }
    }

    /// What is written.
    package enum Output: Sendable {
        /// A film, in FFmpeg's words, and the streams that are copied into it.
        case film(path: String, container: String, encoder: String, pixelFormat: String, copied: [StreamName])
        /// Stills of a format; nil for each one's own.
        case stills(path: String, format: String?)
    }

    /// What was measured on frames of several places.
    package struct Sample: Sendable {
        /// Frames that were coloured and encoded.
        package var frames: Int
        /// Places in the source that they are from.
        package var places: Int
        /// Elapsed time per frame.
        package var secondsPerFrame: Double
        /// CPU time per frame.
        package var processorSecondsPerFrame: Double
        /// Bytes of the coloured pictures, if there were so many frames as `Source.frames`.
        package var pictureBytes: Double?
        /// Bytes of the copied streams in the whole output.
        package var copiedBytes: Double?
        /// What was found wrong with the frames.
        package var damage: [FilmDamage]

        /// See the properties.
        package init(
            frames: Int, places: Int, secondsPerFrame: Double, processorSecondsPerFrame: Double,
            pictureBytes: Double?, copiedBytes: Double?, damage: [FilmDamage]
        ) {
            self.frames = frames
            self.places = places
            self.secondsPerFrame = secondsPerFrame
            self.processorSecondsPerFrame = processorSecondsPerFrame
            self.pictureBytes = pictureBytes
            self.copiedBytes = copiedBytes
            self.damage = damage
        }
    }

    /// What is read.
    package var source: Source
    /// What is written.
    package var output: Output
    /// What was measured.
    package var sample: Sample

    /// See the properties.
    package init(source: Source, output: Output, sample: Sample) {
        (self.source, self.output, self.sample) = (source, output, sample)
    }

    /// Elapsed time of the run in seconds; nil if nobody knows how many frames there are.
    package var seconds: Double? { source.frames.map { Double($0) * sample.secondsPerFrame } }

    /// CPU time of the run in seconds; nil if nobody knows how many frames there are.
    package var processorSeconds: Double? { source.frames.map { Double($0) * sample.processorSecondsPerFrame } }

    /// Bytes of the output; nil if nobody knows how many frames there are.
    package var bytes: Double? { sample.pictureBytes.map { $0 + (sample.copiedBytes ?? 0) } }
}
