/// What the user asks of the encoder; nil means the default that suits codec and container.
package struct EncoderSettings: Codable, Hashable, Sendable {
    /// An option in FFmpeg's words.
    package struct Option: Codable, Hashable, Sendable {
        package let key: String
        package let value: String

        /// See the properties.
        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    /// An encoder of FFmpeg ("libx265", "prores_ks") or a codec ("h264", "vp9").
    package var codec: String?
    /// Constant rate factor, for encoders that have one.
    package var crf: Double?
    /// Speed preset, for encoders that have one.
    package var preset: String?
    /// FFmpeg's name of a pixel format ("yuv422p10le").
    package var pixelFormat: String?
    /// Further options of the encoder in FFmpeg's words, in the order given.
    package var options: [Option]
    /// Threads of the encoder; 0 means as many as it likes.
    package var threads: Int

    /// See the properties.
    package init(
        codec: String? = nil, crf: Double? = nil, preset: String? = nil, pixelFormat: String? = nil,
        options: [Option] = [], threads: Int = 0
    ) {
        self.codec = codec
        self.crf = crf
        self.preset = preset
        self.pixelFormat = pixelFormat
        self.options = options
        self.threads = threads
    }
}
