internal import Glibc
internal import Weights

/// The parts that DDColor is made of.
struct DDColorLayers {
    let network: DDColor
    var claims: WeightClaims
    var builder: GraphBuilder
    /// Of the grey that the release's encoder sees three times; nil until they are claimed.
    private var statistics: (means: [Double], deviations: [Double])?

    init(_ network: DDColor, claims: WeightClaims, builder: GraphBuilder) {
        self.network = network
        self.claims = claims
        self.builder = builder
    }

    /// A batch normalisation that what reads a value applies to it.
    typealias Affine = (scale: [Float], shift: [Float])

    /// What the queries look at: what there is, and where.
    struct Memory {
        var values: Value
        /// With positions added.
        var keys: Value
    }

    // MARK: known values

    mutating func known(_ name: String, _ shape: [Int]) throws(NetError) -> Value {
        builder.known(name, try claims.tensor(name, shape))
    }

    /// Of each pixel half the numbers for its row and half for its column: sines and cosines of 2π (place + 1) /
    /// places, divided by powers of 10000 (Carion et al., "End-to-end object detection with transformers", ECCV 2020).
    mutating func positions(height: Int, width: Int) -> Value {
        let half = network.queryWidth / 2
        return builder.known(
            "positions",
            .computed(shape: [height * width, 2 * half]) {
                let (rows, columns) = (Self.waves(height, half), Self.waves(width, half))
                var values: [Float] = []
                values.reserveCapacity(height * width * 2 * half)
                for row in 0..<height {
                    for column in 0..<width {
                        values += rows[(row * half)..<((row + 1) * half)]
                        values += columns[(column * half)..<((column + 1) * half)]
                    }
                }
                return values
            })
    }

    /// `count` numbers for each of so many places.
    private static func waves(_ places: Int, _ count: Int) -> [Float] {
        (0..<places).flatMap { place in
            (0..<count).map { index in
                let angle = 2 * Double.pi * Double(place + 1) / (Double(places) + 1e-6)
                let scaled = angle / pow(10000, Double(index / 2 * 2) / Double(count))
                return Float(index % 2 == 0 ? sin(scaled) : cos(scaled))
            }
        }
    }

    // MARK: encoder

    /// Four stages of a ConvNeXt (Liu et al., "A ConvNet for the 2020s", CVPR 2022).
    ///
    /// `skips`: the first three stages' results, normalised twice and rectified, as the decoder joins them; `deepest`:
    /// the last one's, normalised.
    mutating func encode(_ grey: Value) throws(NetError) -> (skips: [Value], deepest: Value) {
        let arch = "encoder.arch"
        var x = builder.convolution("\(arch).downsample_layers.0.0", try stem(), grey)
        var results: [Value] = []
        for (stage, width) in network.widths.enumerated() {
            let entry = "\(arch).downsample_layers.\(stage)"
            if stage == 0 {
                x = try normalization("\(entry).1", x)
            } else {
                x = try normalization("\(entry).0", x)
                var convolution = try claims.convolution(
                    "\(entry).1", in: network.widths[stage - 1], out: width, kernel: 2, stride: 2)
                convolution.padding = Padding(0)
                x = builder.convolution("\(entry).1", convolution, x)
            }
            for block in 0..<network.depths[stage] { x = try convNeXtBlock("\(arch).stages.\(stage).\(block)", x) }
            // The next stage reads the result itself.
            var norm = try claims.layerNormalization("\(arch).norm\(stage)", channels: width, epsilon: 1e-6)
            if stage == 3 {
                results.append(builder.layerNormalization("\(arch).norm3", norm, x))
                continue
            }
            let second = try claims.batchNormalization("decoder.layers.\(2 - stage).bn", channels: width)
            for channel in 0..<width {
                norm.scale[channel] *= second.scale[channel]
                norm.shift[channel] = norm.shift[channel] * second.scale[channel] + second.shift[channel]
            }
            results.append(builder.relu(builder.layerNormalization("\(arch).norm\(stage)", norm, x)))
        }
        return (Array(results[..<3]), results[3])
    }

    /// The first convolution on one plane: the three that the release gives it are grey, each with a mean taken away
    /// and divided by a deviation of its own.
    private mutating func stem() throws(NetError) -> Convolution {
        let outputs = network.widths[0]
        let name = "encoder.arch.downsample_layers.0.0"
        let values = try claims.tensor("\(name).weight", [outputs, 3, 4, 4]).floats()
        var bias = try claims.tensor("\(name).bias", [outputs]).floats()
        let (means, deviations) = try inputStatistics()
        var weights = [Float](repeating: 0, count: outputs * 16)
        for output in 0..<outputs {
            for tap in 0..<16 {
                var (sum, constant) = (0.0, 0.0)
                for plane in 0..<3 {
                    let weight = Double(values[(output * 3 + plane) * 16 + tap]) / deviations[plane]
                    sum += weight
                    constant += weight * means[plane]
                }
                weights[output * 16 + tap] = Float(sum)
                bias[output] -= Float(constant)
            }
        }
        return Convolution(
            weights: .values(weights, shape: [outputs, 1, 4, 4]), bias: .values(bias, shape: [outputs]), stride: 4)
    }

    private mutating func inputStatistics() throws(NetError) -> (means: [Double], deviations: [Double]) {
        if let statistics { return statistics }
        let means = try claims.tensor("mean", [1, 3, 1, 1]).floats()
        let deviations = try claims.tensor("std", [1, 3, 1, 1]).floats()
        if claims.isSound, deviations.contains(where: { $0 <= 0 }) { claims.reject("std", "holds what is not above 0") }
        let result = (means: means.map(Double.init), deviations: deviations.map(Double.init))
        statistics = result
        return result
    }

    private mutating func normalization(_ name: String, _ x: Value, epsilon: Float = 1e-6) throws(NetError) -> Value {
        let shape = builder.shape(x)
        let channels = shape.isTokens ? shape.tokenWidth : shape.channels
        return builder.layerNormalization(
            name, try claims.layerNormalization(name, channels: channels, epsilon: epsilon), x)
    }

    private mutating func convNeXtBlock(_ name: String, _ x: Value) throws(NetError) -> Value {
        let channels = builder.shape(x).channels
        let depthwise = try claims.convolution(
            "\(name).dwconv", in: channels, out: channels, kernel: 7, groups: channels)
        var y = builder.convolution("\(name).dwconv", depthwise, x)
        y = try normalization("\(name).norm", y)
        let widen = try claims.linear("\(name).pwconv1", in: channels, out: 4 * channels).convolution
        y = builder.elementwise("gelu", .gelu, builder.convolution("\(name).pwconv1", widen, y))
        var narrow = try FoldedWeights(
            try claims.tensor("\(name).pwconv2.weight", [channels, 4 * channels]),
            bias: try claims.tensor("\(name).pwconv2.bias", [channels]))
        narrow.scaleResult(try claims.tensor("\(name).gamma", [channels]).floats())
        return builder.add(builder.convolution("\(name).pwconv2", narrow.convolution(), y), x)
    }

    // MARK: pixel decoder

    /// Doubles a picture and joins it with what the encoder saw at that size. The result's batch normalisation is left
    /// to whoever reads it: it follows a ReLU. `affine`: that of `x`.
    mutating func enlarge(
        _ name: String, _ x: Value, _ affine: Affine?, skipped: Value, to outputs: Int
    ) throws(NetError) -> Value {
        let inputs = builder.shape(x).channels
        // The last block's picture has half as many channels before its convolution, as after it.
        let shuffled = outputs
        var expansion = try claims.spectral("\(name).shuf.conv.0", in: inputs, out: 4 * shuffled)
        let norm = try claims.batchNormalization("\(name).shuf.conv.1", channels: 4 * shuffled)
        if let affine { try expansion.readScaled(affine.scale, shift: affine.shift) }
        expansion.scaleResult(norm.scale, shift: norm.shift)
        // PyTorch's pixel shuffle has the places of a channel together, ours the channels of a place.
        expansion.reorderRows((0..<(4 * shuffled)).map { 4 * ($0 % shuffled) + $0 / shuffled })
        var y = builder.relu(builder.convolution("\(name).shuf.conv.0", expansion.convolution(), x))
        y = builder.pixelShuffle("\(name).shuf", PixelShuffle(factor: 2, isBlurred: true), y)
        // What was enlarged is not negative: only the other needs the ReLU.
        y = builder.concatenation("\(name).join", [y, skipped])
        let convolution = try claims.spectral(
            "\(name).conv.0", in: builder.shape(y).channels, out: outputs, kernel: 3
        ).convolution(padding: Padding(1), hasBias: false)
        return builder.relu(builder.convolution("\(name).conv.0", convolution, y))
    }

    // MARK: colour decoder

    /// What the queries see of a block's result.
    mutating func memory(
        _ name: String, _ x: Value, _ affine: Affine, level: ArraySlice<Float>, positions: Value
    ) throws(NetError) -> Memory {
        let inputs = builder.shape(x).channels
        var projection = try FoldedWeights(
            try claims.tensor("\(name).weight", [network.queryWidth, inputs, 1, 1]),
            bias: try claims.tensor("\(name).bias", [network.queryWidth]))
        try projection.readScaled(affine.scale, shift: affine.shift)
        projection.addToResult(level)
        let values = builder.tokens(builder.convolution(name, projection.convolution(), x))
        return Memory(values: values, keys: builder.add(values, positions))
    }

    /// One layer: the queries look at a memory, at one another, and each at itself.
    mutating func lookAround(
        _ layer: Int, _ queries: Value, _ embedding: Value, _ memory: Memory
    ) throws(NetError) -> Value {
        let color = "decoder.color_decoder"
        let cross = "\(color).transformer_cross_attention_layers.\(layer)"
        var z = try attend(
            "\(cross).multihead_attn", norm: "\(cross).norm", queries, queries: builder.add(queries, embedding),
            keys: memory.keys, values: memory.values)
        let own = "\(color).transformer_self_attention_layers.\(layer)"
        let placed = builder.add(z, embedding)
        z = try attend("\(own).self_attn", norm: "\(own).norm", z, queries: placed, keys: placed, values: z)
        let feed = "\(color).transformer_ffn_layers.\(layer)"
        let (width, hidden) = (network.queryWidth, network.hiddenWidth)
        let first = try claims.linear("\(feed).linear1", in: width, out: hidden)
        let second = try claims.linear("\(feed).linear2", in: hidden, out: width)
        let wide = builder.relu(builder.linear("\(feed).linear1", first, z))
        return try normalization(
            "\(feed).norm", builder.add(builder.linear("\(feed).linear2", second, wide), z), epsilon: 1e-5)
    }

    /// Attention, added to `z` and normalised.
    private mutating func attend(
        _ name: String, norm: String, _ z: Value, queries: Value, keys: Value, values: Value
    ) throws(NetError) -> Value {
        let width = network.queryWidth
        let weights = try claims.tensor("\(name).in_proj_weight", [3 * width, width])
        let bias = try claims.tensor("\(name).in_proj_bias", [3 * width])
        /// The layer whose rows are the third of the file's that `part` says.
        func project(_ part: Int, _ suffix: String, _ x: Value) -> Value {
            let rows = (part * width)..<((part + 1) * width)
            let linear = Linear(
                weights: .computed(shape: [width, width]) { () throws(NetError) in
                    let values = try weights.floats()
                    weights.releaseFile()
                    return Array(values[(rows.lowerBound * width)..<(rows.upperBound * width)])
                },
                bias: .computed(shape: [width]) { () throws(NetError) in Array(try bias.floats()[rows]) })
            return builder.linear("\(name).\(suffix)", linear, x)
        }
        let y = builder.attention(
            name, heads: network.headCount, queries: project(0, "query", queries), keys: project(1, "key", keys),
            values: project(2, "value", values))
        let out = try claims.linear("\(name).out_proj", in: width, out: width)
        return try normalization(norm, builder.add(builder.linear("\(name).out_proj", out, y), z), epsilon: 1e-5)
    }

    // MARK: tail

    /// The last enlargement, the queries' colours and the convolution that ends the network.
    mutating func tail(_ affine: Affine?) throws(NetError) -> ColorQueries {
        let channels = network.blockWidths[2]
        var expansion = try claims.spectral(
            "decoder.last_shuf.conv.0", in: channels, out: 16 * network.queryWidth, hasBias: true)
        if let affine { try expansion.readScaled(affine.scale, shift: affine.shift) }
        let (means, deviations) = try inputStatistics()
        let inputs = network.queryCount + 3
        let refinement = try claims.spectral("refine_net.0.0", in: inputs, out: 2, hasBias: true).convolution()
        let weights = try refinement.weights.floats()
        let bias = try refinement.bias?.floats() ?? [0, 0]
        var mixing: [Float] = []
        var (slope, offset) = ([Float](), [Float]())
        for color in 0..<2 {
            let row = Array(weights[(color * inputs)..<((color + 1) * inputs)])
            mixing += row[..<network.queryCount]
            let planes = (0..<3).map { Double(row[network.queryCount + $0]) / deviations[$0] }
            slope.append(Float(planes.reduce(0, +)))
            offset.append(Float(Double(bias[color]) - zip(planes, means).reduce(0) { $0 + $1.0 * $1.1 }))
        }
        return ColorQueries(
            expansion: expansion.convolution(), mixing: .values(mixing, shape: [2, network.queryCount]), slope: slope,
            offset: offset)
    }
}
