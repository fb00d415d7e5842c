internal import Color
internal import Coloring
internal import Guidance
internal import Media

/// What a person gave for one frame, made ready to be carried to others.
struct GivenReference {
    let still: ColorGuidance.Still?
    let points: [ColorGuidance.Point]

    /// What `guidance` has for frame `number`.
    init(_ guidance: ColorGuidance, frame number: Int) {
        still = guidance.stills.first { $0.frame == number }
        points = guidance.points.filter { $0.frame == number }
    }

    /// - Parameters:
    ///   - seen: the frame as the network sees it.
    ///   - size: the frame's own.
    ///   - area: the part of it that was seen; nil for all.
    /// - Throws: `MediaError` for a still that cannot be read, `ColorError` if there is no memory.
    func reference(
        seen: borrowing SeenFrame, size: (width: Int, height: Int), area: PictureArea?, buffers: PlaneBufferPool
    ) throws -> ShotReference {
        let given = try stillColors(seen.width, seen.height, size, area, buffers)
        let places = points.compactMap { point -> KnownPlace? in
            var (x, y) = (point.x, point.y)
            if let area {
                x = (x * Double(size.width) - Double(area.left)) / Double(area.width)
                y = (y * Double(size.height) - Double(area.top)) / Double(area.height)
                // A black border has no colour.
                guard (0...1).contains(x), (0...1).contains(y) else { return nil }
            }
            return KnownPlace(x: x, y: y, a: point.color.ab.a, b: point.color.ab.b)
        }
        if places.isEmpty { return try ShotReference(given, seen: seen, buffers: buffers) }
        let spread = try PointSpread(buffers: buffers).colors(places, over: given, seen: seen)
        return try ShotReference(spread, seen: seen, buffers: buffers)
    }

    private func stillColors(
        _ width: Int, _ height: Int, _ size: (width: Int, height: Int), _ area: PictureArea?,
        _ buffers: PlaneBufferPool
    ) throws -> ReferenceColors {
        if let still {
            guard try still.isUnchanged() else {
                throw MediaError(.badInput, path: still.path, reason: "has changed since the run was begun")
            }
            return try StillColors.read(
                still.path, width: width, height: height, film: size, area: area, buffers: buffers)
        }
        let nothing = try buffers.take(width: width, height: 3 * height)
        nothing.mutableValues.update(repeating: 0)
        return ReferenceColors(planes: nothing)
    }
}
