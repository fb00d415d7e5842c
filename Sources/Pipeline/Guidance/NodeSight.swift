import PixelKernels

/// What a frame's things are found by anywhere in other frames of the shot: half as fine as cells.
struct NodeSight {
    /// Planes of nodes; those of one node are a vector of unit length.
    let features: [Float]
    /// L* of nodes.
    let lightness: [Float]

    /// - Parameters:
    ///   - rows: of cells.
    ///   - channels: features in a row.
    ///   - lightness: L* of cells.
    init(rows: [Float], channels: Int, lightness: [Float]) {
        let length = channels + Int(CARRY_EXTRAS)
        let count = STEADY_NODES * STEADY_NODES
        var features = [Float](repeating: 0, count: count * channels)
        for node in 0..<count {
            let corner = Self.corner(of: node)
            var squares: Float = 0
            for channel in 0..<channels {
                let sum = Self.cells.reduce(Float(0)) { $0 + rows[(corner + $1) * length + channel] }
                features[channel * count + node] = sum
                squares += sum * sum
            }
            let scale = 1 / (squares.squareRoot() + 1e-6)
            for channel in 0..<channels { features[channel * count + node] *= scale }
        }
        self.features = features
        self.lightness = Self.means(lightness)
    }

    /// The means of some planes of cells over nodes.
    static func means(_ planes: [Float]) -> [Float] {
        let (cells, nodes) = (STEADY_CELLS * STEADY_CELLS, STEADY_NODES * STEADY_NODES)
        return (0..<planes.count / cells * nodes).map { index in
            let corner = index / nodes * cells + corner(of: index % nodes)
            return Self.cells.reduce(Float(0)) { $0 + planes[corner + $1] } / Float(Self.cells.count)
        }
    }

    /// The cells of a node, from its first.
    private static let cells = [0, 1, STEADY_CELLS, STEADY_CELLS + 1]

    private static func corner(of node: Int) -> Int {
        2 * (node / STEADY_NODES) * STEADY_CELLS + 2 * (node % STEADY_NODES)
    }
}
