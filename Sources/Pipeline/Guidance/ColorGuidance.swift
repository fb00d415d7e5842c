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
        /// The line of the list that says so, from 1; nil where no list does, and in a plan.
        package var line: Int?

        /// See the properties.
        package init(frame: Int, path: String, line: Int? = nil) {
            (self.frame, self.path, self.line) = (frame, path, line)
        }

        private enum CodingKeys: CodingKey { case frame, path, digest }
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
        /// As in `Still`.
        package var line: Int?

        /// See the properties.
        package init(frame: Int, x: Double, y: Double, color: GivenColor, line: Int? = nil) {
            (self.frame, self.x, self.y, self.color, self.line) = (frame, x, y, color, line)
        }

        private enum CodingKeys: CodingKey { case frame, x, y, color }
    }

    /// What is done with the colours of all frames of a shot.
    package struct ShotChange: Codable, Hashable, Sendable {
        /// A frame of the shot.
        package var frame: Int
        /// What is done.
        package var change: ColorChange
        /// As in `Still`.
        package var line: Int?

        /// See the properties.
        package init(frame: Int, change: ColorChange, line: Int? = nil) {
            (self.frame, self.change, self.line) = (frame, change, line)
        }

        private enum CodingKeys: CodingKey { case frame, change }
    }

    /// A shot for which the references of an earlier one count, too.
    package struct ShotLink: Codable, Hashable, Sendable {
        /// A frame of the shot.
        package var frame: Int
        /// A frame of the earlier shot.
        package var earlier: Int
        /// As in `Still`.
        package var line: Int?

        /// See the properties.
        package init(frame: Int, earlier: Int, line: Int? = nil) {
            (self.frame, self.earlier, self.line) = (frame, earlier, line)
        }

        private enum CodingKeys: CodingKey { case frame, earlier }
    }

    /// Ordered by frame, one a frame.
    package var stills: [Still] = []
    /// Ordered by frame.
    package var points: [Point] = []
    /// In the order in which they are carried out.
    package var changes: [ShotChange] = []
    /// As they were given.
    package var links: [ShotLink] = []
    /// The file of the list; nil where there is none, and in a plan.
    package var listPath: String?

    /// Nothing.
    package init() {}

    private enum CodingKeys: CodingKey { case stills, points, changes, links }

    /// Changes the paths of the stills.
    package mutating func moveStills(_ change: (String) -> String) {
        for index in stills.indices { stills[index].path = change(stills[index].path) }
    }

    /// Frames that colours are taken from, in order.
    package var referenceFrames: [Int] { Set(stills.map(\.frame) + points.map(\.frame)).sorted() }

    /// All frames that are named, in order.
    package var frames: [Int] {
        Set(referenceFrames + changes.map(\.frame) + links.flatMap { [$0.frame, $0.earlier] }).sorted()
    }
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
    /// Hues of a range become others.
    case hue(HueChange)
    /// No colour at all.
    case grey
    /// The frames' own colours: the shot is in colour already.
    case keep
}

/// A turn of the hues of a range, in degrees of HSV: red 0, yellow 60, green 120, cyan 180, blue 240, magenta 300.
package struct HueChange: Codable, Hashable, Sendable {
    /// The first hue of the range, 0…360.
    package var from: Double
    /// The last, `from`…`from` + 360.
    package var to: Double
    /// What is added, −180…180.
    package var turn: Double

    /// See the properties.
    package init(from: Double, to: Double, turn: Double) { (self.from, self.to, self.turn) = (from, to, turn) }
}
