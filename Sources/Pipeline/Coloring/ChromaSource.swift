package import Color
package import Net

/// Where a and b of a frame come from, which tells how many of them there are.
package enum ChromaSource: Hashable, Sendable {
    /// The network, at the size of its output.
    case network
    /// Key frames of the shot, at the size of the network's input.
    case keyFrames
    /// A person, at the size of the network's input. They count where the picture is nearly black or white, too.
    case person

    /// How such colours fade towards black and white, where the network's fade by `fade`.
    func fade(_ fade: ChromaFade?) -> ChromaFade? { self == .person && fade != nil ? .narrow : fade }

    /// Of colours that were carried from key frames.
    ///
    /// - Parameters:
    ///   - ab: a above b.
    ///   - output: of the network that colours every frame.
    package init(carried ab: borrowing PlaneBuffer, _ output: NetworkOutput) {
        self = ab.width == output.width ? .network : .keyFrames
    }
}
