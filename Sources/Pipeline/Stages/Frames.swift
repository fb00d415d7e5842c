/// What travels between two stages: owned by exactly one stage at a time, and counted in bytes by the queues.
protocol QueueElement: ~Copyable, Sendable {
    var info: FrameInfo { get }
    /// Memory the element holds on to, in bytes.
    var byteCount: Int { get }
}

/// What every stage hands on about a frame.
struct FrameInfo: Sendable {
    /// Number in the film or the folder, from 0; in a part of a film that was asked for by time, from its first frame,
    /// so that context before it has negative numbers.
    let index: Int
    /// When the frame is shown and for how long, in the source's time base; pictures count their places.
    let pts: Int64
    let duration: Int64
    /// The file a picture came from; nil for a film's frame.
    let name: String?
    /// Pixel format and colour tags of the source frame.
    let format: PixelFormat
    let tags: ColorTags
    /// What the file of a picture says; nil for a film's frame.
    var picture: PictureDetails?
    /// The frame was read only to steady its neighbours and is never written.
    var isContext = false
    /// Whether the source frame has alpha worth keeping.
    var hasAlpha = false
}

/// What failed, and at which frame.
public struct StageError: Error, CustomStringConvertible {
    let stage: String
    let info: FrameInfo
    /// The failure itself, a `MediaError` or a `NetError`.
    public let underlying: any Error

    /// "scan_007.png: …" for a picture, "frame 7 (lightness): …" for a film's frame; an error that names
    /// its file speaks for itself.
    public var description: String {
        if let error = underlying as? MediaError, error.path != nil { return "\(error)" }
        if let name = info.name { return "\(name): \(underlying)" }
        return "frame \(info.index) (\(stage)): \(underlying)"
    }
}

/// A decoded frame.
struct SourceFrame: ~Copyable, QueueElement {
    let info: FrameInfo
    let frame: Frame

    var byteCount: Int { frame.byteCount }

    /// The frame alone.
    consuming func takeFrame() -> Frame { frame }
}

/// The samples that the decoder gave, as the colour path reads them.
struct PlanarPicture: ~Copyable, Sendable {
    let frame: Frame
    /// Planar.
    let format: PixelFormat
    let layout: PictureLayout

    /// Runs `body` on the picture's planes.
    func withPlanes(_ body: (PicturePlanes) throws(MediaError) -> Void) throws(MediaError) {
        try frame.withPlanes(format: format, layout: layout, body)
    }
}

/// A frame with what the network sees of it.
struct ReducedFrame: ~Copyable, QueueElement {
    let info: FrameInfo
    /// The source frame, without its planes unless it has alpha.
    let properties: Frame
    let picture: PlanarPicture
    let networkLightness: PlaneBuffer

    var byteCount: Int { properties.byteCount + picture.frame.byteCount + networkLightness.byteCount }

    /// The same frame with its colour.
    consuming func predicted(ab: consuming PlaneBuffer) -> PredictedFrame {
        PredictedFrame(
            info: info, properties: properties, picture: picture, networkLightness: networkLightness, ab: ab)
    }
}

/// A frame with the colour the network gave it.
struct PredictedFrame: ~Copyable, QueueElement {
    let info: FrameInfo
    /// The source frame, without its planes unless it has alpha.
    let properties: Frame
    let picture: PlanarPicture
    /// What the network saw.
    let networkLightness: PlaneBuffer
    /// Plane a above plane b, at the network's resolution.
    let ab: PlaneBuffer

    var byteCount: Int {
        properties.byteCount + picture.frame.byteCount + networkLightness.byteCount + ab.byteCount
    }

    /// The same frame with its full-size lightness instead of the decoder's samples.
    consuming func lit(_ lightness: consuming PlaneBuffer) -> LightnessFrame {
        LightnessFrame(info: info, properties: properties, lightness: lightness, ab: ab)
    }
}

/// A frame's own lightness at full size with its colour.
struct LightnessFrame: ~Copyable, QueueElement {
    let info: FrameInfo
    /// The source frame, without its planes unless it has alpha.
    let properties: Frame
    let lightness: PlaneBuffer
    /// Plane a above plane b, at the network's resolution.
    let ab: PlaneBuffer

    var byteCount: Int { properties.byteCount + lightness.byteCount + ab.byteCount }
}

/// A finished frame in the encoder's pixel format.
struct ColoredFrame: ~Copyable, QueueElement {
    let info: FrameInfo
    let frame: Frame

    var byteCount: Int { frame.byteCount }
}

/// Where frames come from. Made on one thread and then used by the decode stage alone.
protocol FrameSource: AnyObject, Sendable {
    /// The next frame in order; nil after the last.
    func next() throws -> SourceFrame?
    /// What a tick of the frames' times lasts, in seconds; nil where they are only places.
    var timeBase: Rational? { get }
}

extension FrameSource {
    var timeBase: Rational? { nil }
}

/// Where frames go. Made on one thread and then used by the encode stage alone.
protocol FrameSink: AnyObject, Sendable {
    /// The pixel format and tags of the picture to make from this source frame.
    func output(for source: FrameInfo) throws -> (format: PixelFormat, tags: ColorTags)
    func write(_ frame: consuming ColoredFrame) throws
    /// Completes the output. Without this call nothing gets its final name.
    func finish() throws
}
