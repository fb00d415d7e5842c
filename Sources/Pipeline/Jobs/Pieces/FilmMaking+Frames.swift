internal import Flow
internal import Media

extension FilmMaking {
    /// Frames of the film that is made, counted. Throws `MediaError` if the source cannot be read.
    func frameCount(_ cancellation: Cancellation) throws(MediaError) -> Int {
        switch self {
        case .film(let order):
            return try FrameCount.count(
                of: order.input.path, order.input.request, part: order.input.part, cancellation: cancellation)
        case .filmOfStills(let order):
            return try order.input.select(warn: { _ in }).places.count
        }
    }
}
