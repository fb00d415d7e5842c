import Glibc
import PixelKernels
import TestSupport
import Testing

/// The kernels that carry colours, against loops in double and equations that they have to fulfil.
@Suite(.notUnderThreadSanitizer) struct CarryKernelTests {
    private static let (side, cells) = (STEADY_CELLS, STEADY_CELLS * STEADY_CELLS)
    private static let channels = 32
    private static let length = channels + Int(CARRY_EXTRAS)

    private static func noise(_ count: Int, _ range: ClosedRange<Double>, seed: UInt64) -> [Float] {
        var noise = Noise(seed: seed)
        return (0..<count).map { _ in Float(noise.next(in: range)) }
    }

    /// The value of a plane between samples, its edges repeated.
    private static func sample(_ plane: ArraySlice<Float>, _ width: Int, _ height: Int, _ x: Double, _ y: Double)
        -> Double
    {
        let (x, y) = (min(max(x, 0), Double(width - 1)), min(max(y, 0), Double(height - 1)))
        let (column, row) = (Int(x), Int(y))
        let (right, below) = (min(column + 1, width - 1), min(row + 1, height - 1))
        func value(_ x: Int, _ y: Int) -> Double { Double(plane[plane.startIndex + y * width + x]) }
        let (u, v) = (x - Double(column), y - Double(row))
        let top = value(column, row) * (1 - u) + value(right, row) * u
        let bottom = value(column, below) * (1 - u) + value(right, below) * u
        return top * (1 - v) + bottom * v
    }

    @Test(arguments: Kernels.all) func mapsAreComposed(kernels: Kernels) {
        let alignment = Self.noise(STEADY_PLANES * Self.cells, -9...9, seed: 1)
        let disagreement = Self.noise(Self.cells, 0...3, seed: 2)
        let map =
            Self.noise(2 * Self.cells, -30...30, seed: 3) + Self.noise(Self.cells, 0...1, seed: 4)
        var result = [Float](repeating: .nan, count: 3 * Self.cells)
        kernels.table.pointee.carry.compose(alignment, disagreement, map, &result)
        for cell in stride(from: 0, to: Self.cells, by: 7) {
            let (dx, dy) = (Double(alignment[cell]), Double(alignment[Self.cells + cell]))
            let (x, y) = (Double(cell % Self.side) + dx / 2, Double(cell / Self.side) + dy / 2)
            let found = (0..<3).map { plane in
                Self.sample(map[plane * Self.cells..<(plane + 1) * Self.cells], Self.side, Self.side, x, y)
            }
            let lost = 0.3 * Double(disagreement[cell])
            let expected = [dx + found[0], dy + found[1], found[2] / (1 + lost + lost * lost / 2)]
            for plane in 0..<3 { #expect(abs(Double(result[plane * Self.cells + cell]) - expected[plane]) < 1e-3) }
        }
    }

    @Test(arguments: Kernels.all, [(64, 64), (256, 128), (100, 70), (16, 9)])
    func meansOfCells(kernels: Kernels, size: (width: Int, height: Int)) {
        let plane = Self.noise(size.width * size.height, 0...100, seed: 5)
        var result = [Float](repeating: .nan, count: Self.cells)
        kernels.table.pointee.carry.cell_means(plane, Int32(size.width), Int32(size.height), &result)
        /// Shares of samples in a cell.
        func shares(_ cell: Int, _ count: Int) -> [(Int, Double)] {
            let (start, end) = (Double(cell * count) / 64, Double((cell + 1) * count) / 64)
            return (Int(start)..<min(count, Int(end.rounded(.up)))).map { sample in
                (sample, min(end, Double(sample + 1)) - max(start, Double(sample)))
            }
        }
        for cell in stride(from: 0, to: Self.cells, by: 61) {
            var (sum, area) = (0.0, 0.0)
            for (row, down) in shares(cell / 64, size.height) {
                for (column, right) in shares(cell % 64, size.width) {
                    sum += down * right * Double(plane[row * size.width + column])
                    area += down * right
                }
            }
            #expect(abs(Double(result[cell]) - sum / area) < 1e-3)
        }
    }

    /// A reference that has moved by whole pixels is found where it went, and its share falls with the difference.
    @Test(arguments: Kernels.all) func coloursAreCarriedAlongAMap(kernels: Kernels) {
        let (width, height, moved) = (128, 96, (x: 6, y: -4))
        let count = width * height
        var reference = Self.noise(3 * count, -50...50, seed: 6) + [Float](repeating: 60, count: count)
        for index in 0..<count { reference[2 * count + index] = 1 }
        // In samples of the small copies.
        let map =
            [Float](repeating: Float(moved.x) * 128 / Float(width), count: Self.cells)
            + [Float](repeating: Float(moved.y) * 128 / Float(height), count: Self.cells)
            + [Float](repeating: 0.5, count: Self.cells)
        for difference in [Float(0), 5, 30] {
            let lightness = [Float](repeating: 60 + difference, count: count)
            var result = [Float](repeating: .nan, count: 4 * count)
            kernels.table.pointee.carry.carry(map, lightness, reference, Int32(width), Int32(height), &result)
            let rest = max(0, 1 - Double(difference * difference) / 300)
            let lost = 1 - rest * rest * rest * (0.3 + 0.7 * 0.5)
            let share = 1 - lost * lost
            for (x, y) in [(10, 20), (60, 50), (100, 90)] {
                let (here, there) = (y * width + x, (y + moved.y) * width + x + moved.x)
                for plane in 0..<3 {
                    #expect(abs(result[plane * count + here] - reference[plane * count + there]) < 1e-2)
                }
                #expect(abs(Double(result[3 * count + here]) - share) < 1e-4)
            }
        }
    }

    /// Rows of a frame that is another, shifted by four cells: what is alike is found there.
    @Test(arguments: Kernels.all) func likenessIsFound(kernels: Kernels) {
        let carry = kernels.table.pointee.carry
        let features = Self.noise(Self.channels * Self.cells, 0...4, seed: 7)
        var shifted = features
        for index in shifted.indices where index % Self.side >= 4 { shifted[index] = features[index - 4] }
        let lightness = [Float](repeating: 40, count: Self.cells)
        let ab = [Float](repeating: 10, count: 2 * Self.cells)
        var mean = [Float](repeating: 0, count: Self.channels)
        var deviation = mean
        carry.statistics(features, Int32(Self.channels), &mean, &deviation)
        for channel in 0..<Self.channels {
            let values = features[channel * Self.cells..<(channel + 1) * Self.cells].map { Double($0) }
            let average = values.reduce(0, +) / Double(Self.cells)
            let variance = values.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(Self.cells)
            #expect(abs(Double(mean[channel]) - average) < 1e-4)
            #expect(abs(Double(deviation[channel]) - variance.squareRoot() - 1e-3) < 1e-4)
        }
        func rows(_ features: [Float]) -> [Float] {
            var rows = [Float](repeating: .nan, count: Self.cells * Self.length)
            carry.rows(features, Int32(Self.channels), mean, deviation, lightness, ab, &rows)
            return rows
        }
        let (own, others) = (rows(shifted), rows(features))
        for cell in [0, 17, 4095] {
            let row = own[cell * Self.length..<(cell + 1) * Self.length]
            let squares = row.prefix(Self.channels).reduce(0) { $0 + Double($1 * $1) }
            #expect(abs(squares - 1) < 1e-4)
            let extras = Array(row.dropFirst(Self.channels).prefix(5))
            #expect(zip(extras, [-0.04, 0.04, 0.04, 0.1, 0]).allSatisfy { abs($0 - $1) < 1e-6 })
        }
        let map = [Float](repeating: 0, count: 3 * Self.cells)
        var share = [Float](repeating: 0, count: Self.cells)
        share[70] = 0.95
        let colors = Self.noise(2 * Self.cells, -50...50, seed: 8) + [Float](repeating: 1, count: Self.cells)
        var result = [Float](repeating: -3, count: 3 * Self.cells)
        var likeness = [Float](repeating: .nan, count: Self.cells)
        carry.match(
            own, others, Int32(Self.channels), lightness, lightness, map, share, colors, 0.5, &result, &likeness)
        #expect(result[70] == -3 && likeness[70] == 1)
        // The grid of cells that are compared begins 16 to the left and above: every other one is on it.
        for (x, y) in [(20, 20), (30, 42), (44, 28)] {
            let (here, there) = (y * Self.side + x, y * Self.side + x - 4)
            for plane in 0..<3 {
                #expect(abs(result[plane * Self.cells + here] - colors[plane * Self.cells + there]) < 0.5)
            }
        }
        // What comes in at the left is nowhere in the other frame: nothing is known of it, unless anything will do.
        let fresh = rows(Self.noise(Self.channels * Self.cells, 0...4, seed: 21))
        var authorities: [Float] = []
        for least in [Float(-2), 0.5, 0.9] {
            carry.match(
                fresh, others, Int32(Self.channels), lightness, lightness, map, share, colors, least, &result,
                &likeness)
            authorities.append(result[2 * Self.cells + 20 * Self.side + 20])
            #expect(likeness[20 * Self.side + 20] == authorities.last)
        }
        #expect(abs(authorities[0] - 1) < 1e-5 && authorities[1] < 0.9 && authorities[2] == 0, "\(authorities)")
    }

    @Test(arguments: Kernels.all) func sumsOfARegression(kernels: Kernels) {
        let rows = Self.noise(Self.cells * Self.length, -1...1, seed: 9)
        let colors = Self.noise(2 * Self.cells, -20...20, seed: 10) + Self.noise(Self.cells, 0...1, seed: 11)
        var squares = [Float](repeating: .nan, count: Self.length * Self.length)
        var products = [Float](repeating: .nan, count: 2 * Self.length)
        let carry = kernels.table.pointee.carry
        carry.moments(rows, Int32(Self.length), colors, &squares, &products)
        for (first, second) in [(0, 0), (3, 40), (47, 12)] {
            var (square, product) = (0.0, 0.0)
            for cell in 0..<Self.cells {
                let value = Double(rows[cell * Self.length + first])
                square += Double(colors[2 * Self.cells + cell]) * value * Double(rows[cell * Self.length + second])
                product += Double(colors[Self.cells + cell]) * value
            }
            #expect(abs(Double(squares[first * Self.length + second]) - square) < 0.05)
            #expect(abs(Double(products[Self.length + first]) - product) < 0.5)
        }
        let factors = Self.noise(2 * Self.length, -1...1, seed: 12)
        var fitted = [Float](repeating: .nan, count: 2 * Self.cells)
        carry.fitted(rows, Int32(Self.length), factors, &fitted)
        for cell in [0, 1000, 4095] {
            for column in 0..<2 {
                var sum = 0.0
                for k in 0..<Self.length {
                    sum += Double(rows[cell * Self.length + k]) * Double(factors[column * Self.length + k])
                }
                #expect(abs(Double(fitted[column * Self.cells + cell]) - sum) < 1e-4)
            }
        }
    }

    /// Two references: their colours by share and nearness, the rest by likeness and regression, and the network's
    /// where there is no authority.
    @Test(arguments: Kernels.all) func everythingIsJoined(kernels: Kernels) {
        let (width, height) = (64, 64)
        /// Planes that are the same everywhere.
        func planes(_ values: Float...) -> [Float] { values.flatMap { [Float](repeating: $0, count: Self.cells) } }
        let carried = [planes(20, -10, 1, 0.75), planes(5, 5, 0.5, 0.4)]
        let matched = [planes(12, 0, 1), planes(0, 8, 0.25)]
        let fitted = [planes(6, 6), planes(-4, 9)]
        let likeness = [planes(1), planes(0.5)]
        let nearness = [0.7, 0.3]
        let ab = [Float(3), -2]
        var result = [Float](repeating: .nan, count: 3 * Self.cells)
        let all = (0..<2).flatMap { n in [carried[n], matched[n], fitted[n], likeness[n]].flatMap { $0 } }
        all.withUnsafeBufferPointer { all in
            guard let base = all.baseAddress else { return }
            let sources = nearness.enumerated().map { n, nearness in
                let own = base + n * 10 * Self.cells
                return carry_source(
                    carried: own, matched: own + 4 * Self.cells, likeness: own + 9 * Self.cells,
                    fitted: own + 7 * Self.cells, nearness: Float(nearness))
            }
            kernels.table.pointee.carry.join(ab, 1, 1, sources, 2, Int32(width), Int32(height), &result)
        }
        let shares = [0.75, 0.2]
        let weights = zip(nearness, shares).map { $0 * $1 }
        let known = 1 - (1 - shares[0]) * (1 - shares[1])
        let total = weights.reduce(0, +)
        func value(_ planes: [Float], _ plane: Int) -> Double { Double(planes[plane * Self.cells]) }
        var authority = 0.0
        for n in 0..<2 {
            authority += known * weights[n] / total * value(carried[n], 2)
            authority += (1 - known) * nearness[n] * value(matched[n], 2)
        }
        for plane in 0..<2 {
            var sum = (1 - authority) * Double(ab[plane])
            for n in 0..<2 {
                let share = 1.0 / 3 + (0.15 - 1.0 / 3) * value(likeness[n], 0)
                let other =
                    (1 - share) * value(matched[n], plane)
                    + share * value(matched[n], 2) * value(fitted[n], plane)
                sum += known * weights[n] / total * value(carried[n], plane) + (1 - known) * nearness[n] * other
            }
            #expect(abs(Double(result[plane * Self.cells + 2000]) - sum) < 1e-3)
        }
        let covered = (0..<2).reduce(0) { $0 + known * weights[$1] / total * value(carried[$1], 2) }
        #expect(abs(Double(result[2 * Self.cells + 2000]) - covered) < 1e-5)
    }

    /// The equation that the least sum of squares fulfils.
    @Test(arguments: Kernels.all) func spreadingSolvesItsEquation(kernels: Kernels) {
        let carry = kernels.table.pointee.carry
        let rows = Self.noise(Self.cells * Self.length, -0.2...0.2, seed: 13)
        let lightness = Self.noise(Self.cells, 40...60, seed: 14)
        var links = [Float](repeating: .nan, count: 2 * Self.cells)
        carry.links(rows, Int32(Self.channels), lightness, &links)
        var cosine = 0.0
        for k in 0..<Self.channels { cosine += Double(rows[k]) * Double(rows[Self.length + k]) }
        let dl = Double(lightness[0] - lightness[1]) / 6
        #expect(abs(Double(links[0]) - 1e-4 - exp(-dl * dl - (1 - cosine) / 0.15)) < 1e-4)
        #expect(links[63] == 0 && links[2 * Self.cells - 1] == 0)

        for index in links.indices where links[index] > 0 { links[index] = 0.2 + links[index] }
        var weights = [Float](repeating: 0.01, count: Self.cells)
        var wanted = [Float](repeating: 0, count: Self.cells)
        (weights[100], wanted[100], weights[3000], wanted[3000]) = (50, 1000, 50, -400)
        var result = [Float](repeating: .nan, count: Self.cells)
        carry.spread(links, weights, wanted, &result)
        for cell in [0, 63, 99, 100, 2999, 3064, 4095] {
            var sum = Double(weights[cell]) * Double(result[cell]) - Double(wanted[cell])
            func add(_ link: Float, _ other: Int) { sum += Double(link) * Double(result[cell] - result[other]) }
            if cell % 64 < 63 { add(links[cell], cell + 1) }
            if cell % 64 > 0 { add(links[cell - 1], cell - 1) }
            if cell < 4032 { add(links[Self.cells + cell], cell + 64) }
            if cell >= 64 { add(links[Self.cells + cell - 64], cell - 64) }
            #expect(abs(sum) < 0.01)
        }
        #expect(abs(result[100] - 20) < 1)
    }

    /// The best of all nodes, by cosine less the costs, mixed.
    @Test(arguments: Kernels.all) func otherPicturesVote(kernels: Kernels) {
        let (side, nodes) = (STEADY_NODES, STEADY_NODES * STEADY_NODES)
        func unit(_ seed: UInt64) -> [Float] {
            var values = Self.noise(Self.channels * nodes, -1...1, seed: seed)
            for node in 0..<nodes {
                let places = stride(from: node, to: values.count, by: nodes)
                let length = places.reduce(Float(0)) { $0 + values[$1] * values[$1] }.squareRoot()
                for place in places { values[place] /= length }
            }
            return values
        }
        let (own, others) = (unit(31), unit(32))
        let (lightness, otherLightness) = (Self.noise(nodes, 0...100, seed: 33), Self.noise(nodes, 0...100, seed: 34))
        let colors = Self.noise(3 * nodes, -50...50, seed: 35)
        var result = [Float](repeating: .nan, count: 4 * nodes)
        kernels.table.pointee.carry.vote(
            own, others, Int32(Self.channels), lightness, otherLightness, colors, &result)
        for node in stride(from: 0, to: nodes, by: 37) {
            let scores = (0..<nodes).map { other -> Double in
                var score = 0.0
                for channel in 0..<Self.channels {
                    score += Double(own[channel * nodes + node]) * Double(others[channel * nodes + other])
                }
                let light = Double(lightness[node] - otherLightness[other]) / 12
                let (dx, dy) = (Double(other % side - node % side) / 4, Double(other / side - node / side) / 4)
                return score - 0.1 * light * light - 0.002 * (dx * dx + dy * dy)
            }
            let best = scores.indices.sorted { scores[$0] > scores[$1] }.prefix(10)
            let weights = best.map { exp((scores[$0] - scores[best[0]]) / 0.05) }
            for plane in 0..<3 {
                let sum = zip(best, weights).reduce(0.0) { $0 + Double(colors[plane * nodes + $1.0]) * $1.1 }
                #expect(abs(Double(result[plane * nodes + node]) - sum / weights.reduce(0, +)) < 1e-2)
            }
            #expect(abs(Double(result[3 * nodes + node]) - scores[best[0]]) < 1e-5)
        }
    }
}
