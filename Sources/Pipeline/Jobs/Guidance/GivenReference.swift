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
    /// - Throws: `MediaError` for a still that cannot be read, `ColorError` if there is no memory.
    func reference(
        seen: borrowing SeenFrame, size: (width: Int, height: Int), buffers: PlaneBufferPool
    ) throws -> ShotReference {
        let given = try stillColors(seen.width, seen.height, size, buffers)
        if points.isEmpty { return try ShotReference(given, seen: seen, buffers: buffers) }
        let places = points.map { point in
            KnownPlace(x: point.x, y: point.y, a: point.color.ab.a, b: point.color.ab.b)
        }
        let spread = try PointSpread(buffers: buffers).colors(places, over: given, seen: seen)
        return try ShotReference(spread, seen: seen, buffers: buffers)
    }

    private func stillColors(
        _ width: Int, _ height: Int, _ size: (width: Int, height: Int), _ buffers: PlaneBufferPool
    ) throws -> ReferenceColors {
        if let still {
            guard try still.isUnchanged() else {
                throw MediaError(.badInput, path: still.path, reason: "has changed since the run was begun")
            }
            return try StillColors.read(still.path, width: width, height: height, film: size, buffers: buffers)
        }
        let nothing = try buffers.take(width: width, height: 3 * height)
        nothing.mutableValues.update(repeating: 0)
        return ReferenceColors(planes: nothing)
    }
}
