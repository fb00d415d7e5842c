/// What a person wants of a film's colours, by frame numbers counted from 0.
package struct ColorGuidance: Codable, Hashable, Sendable {
    /// A still that a frame's colours are taken from. Its alpha is its authority.
    package struct Still: Codable, Hashable, Sendable {
        /// The frame.
        package var frame: Int
        /// The file.
        package var path: String
        /// SHA-256 of the file's bytes; empty as long as nobody has read it.
        package var digest = ""

        /// See the properties.
        package init(frame: Int, path: String) { (self.frame, self.path) = (frame, path) }
    }

    /// A place of a frame whose colour is known. It spreads to the thing that it lies on.
    package struct Point: Codable, Hashable, Sendable {
        /// The frame.
        package var frame: Int
        /// The place: 0 at the left to 1 at the right.
        package var x: Double
        /// The place: 0 at the top to 1 at the bottom.
        package var y: Double
        /// The colour.
        package var color: GivenColor

        /// See the properties.
        package init(frame: Int, x: Double, y: Double, color: GivenColor) {
            (self.frame, self.x, self.y, self.color) = (frame, x, y, color)
        }
    }

    /// What is done with the colours of all frames of a shot.
    package struct ShotChange: Codable, Hashable, Sendable {
        /// A frame of the shot.
        package var frame: Int
        /// What is done.
        package var change: ColorChange

        /// See the properties.
        package init(frame: Int, change: ColorChange) { (self.frame, self.change) = (frame, change) }
    }

    /// Ordered by frame, one a frame.
    package var stills: [Still] = []
    /// Ordered by frame.
    package var points: [Point] = []
    /// In the order in which they are carried out.
    package var changes: [ShotChange] = []

    /// Nothing.
    package init() {}

    /// Changes the paths of the stills.
    package mutating func moveStills(_ change: (String) -> String) {
        for index in stills.indices { stills[index].path = change(stills[index].path) }
    }

    /// Frames that colours are taken from, in order.
    package var referenceFrames: [Int] { Set(stills.map(\.frame) + points.map(\.frame)).sorted() }

    /// All frames that are named, in order.
    package var frames: [Int] { Set(referenceFrames + changes.map(\.frame)).sorted() }
}

/// A colour as a person gives it; its lightness does not count.
package enum GivenColor: Codable, Hashable, Sendable {
    /// sRGB, 8 bits a channel.
    case rgb(red: UInt8, green: UInt8, blue: UInt8)
    /// a* and b*.
    case lab(a: Double, b: Double)
}

/// A change of the colours of a shot.
package enum ColorChange: Codable, Hashable, Sendable {
    /// A factor on a* and b*, 0…4.
    case saturation(Double)
    /// No colour at all.
    case grey
}
