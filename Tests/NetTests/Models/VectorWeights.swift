import Glibc
import TestSupport
import Testing
import Weights

@testable import Net

/// Weights that are a function of their names, and a picture: DDColor at its full size without its files. What it makes
/// of them was computed in double by an evaluation of its own and by the release's modules.
struct VectorWeights {
    let network: DDColor

    /// All tensors of the network.
    func table() throws -> WeightTable {
        var tensors: [String: WeightTensor] = [:]
        for (name, shape) in shapes() { tensors[name] = tensor(Self.values(name, shape), shape) }
        for name in tensors.keys where name.hasSuffix(".weight_v") {
            let base = String(name.dropLast("weight_v".count))
            guard let weights = tensors[base + "weight_orig"], let right = tensors[name] else { continue }
            let rows = weights.shape[0]
            let matrix = try weights.floats()
            let unit = Self.unit(try right.floats().map(Double.init))
            let length = unit.count
            let vector = unit.map { Float($0) }
            let products = (0..<rows).map { row in
                ProductSum.of(matrix, from: row * length, by: 1, vector, from: 0, by: 1, count: length)
            }
            tensors[name] = tensor(vector, [length])
            tensors[base + "weight_u"] = tensor(Self.unit(products).map { Float($0) }, [rows])
        }
        return WeightTable(path: nil, metadata: [:], tensors: tensors)
    }

    private func tensor(_ values: [Float], _ shape: [Int]) -> WeightTensor {
        WeightTensor(
            shape: shape, strides: shape.indices.map { shape[($0 + 1)...].reduce(1, *) }, dataType: .float32,
            owner: HeapBytes(values.withUnsafeBytes { Array($0) }), byteOffset: 0)
    }

    private static func unit(_ vector: [Double]) -> [Double] {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return vector.map { $0 / length }
    }

    /// A hash of the name (FNV-1a) and the place (MurmurHash3's finaliser) as a number from 0 to 1, then what suits.
    static func values(_ name: String, _ shape: [Int]) -> [Float] {
        let last = name.split(separator: ".").last ?? ""
        if last == "mean" { return [0.485, 0.456, 0.406] }
        if last == "std" { return [0.229, 0.224, 0.225] }
        var hash: UInt32 = 0x811C_9DC5
        for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        let (low, range): (Double, Double)
        if last == "gamma" {
            (low, range) = (0.1, 0.5)
        } else if last == "running_mean" {
            (low, range) = (-0.3, 0.6)
        } else if last == "running_var" {
            (low, range) = (0.3, 1)
        } else if shape.count == 1, last.contains("bias") {
            (low, range) = (-0.2, 0.4)
        } else if shape.count == 1, last != "weight_v" {
            (low, range) = (0.8, 0.4)
        } else if name.contains("query_") || name.contains("level_") {
            (low, range) = (-2, 4)
        } else if shape.count == 1 {
            (low, range) = (-1, 2)
        } else {
            let bound = (3 / Double(shape[1...].reduce(1, *))).squareRoot()
            (low, range) = (-bound, 2 * bound)
        }
        let count = shape.reduce(1, *)
        return [Float](unsafeUninitializedCapacity: count) { buffer, written in
            written = count
            guard var place = buffer.baseAddress else { return }
            let end = place + count
            while place < end {
                var mixed = hash
                mixed = (mixed ^ (mixed >> 16)) &* 0x85EB_CA6B
                mixed = (mixed ^ (mixed >> 13)) &* 0xC2B2_AE35
                mixed ^= mixed >> 16
                place.initialize(to: Float(low + range * (Double(mixed) / 4_294_967_296)))
                place += 1
                hash &+= 0x9E37_79B9
            }
        }
    }

    /// L* of the grey .5 + .25 sin(.21 x + .05 y) + .2 cos(.13 y − .04 x).
    static func lightness(width: Int, height: Int) -> [Float] {
        var plane: [Float] = []
        for row in 0..<height {
            for column in 0..<width {
                let (x, y) = (Double(column), Double(row))
                let grey = 0.5 + 0.25 * sin(0.21 * x + 0.05 * y) + 0.2 * cos(0.13 * y - 0.04 * x)
                let light = grey > 0.04045 ? pow((grey + 0.055) / 1.055, 2.4) : grey / 12.92
                plane.append(Float(light > 0.008856 ? 116 * cbrt(light) - 16 : 116 * 7.787 * light))
            }
        }
        return plane
    }

    // MARK: names and shapes

    /// Those of the release's state dict, counters of batches aside.
    private func shapes() -> [(name: String, shape: [Int])] {
        var shapes: [(String, [Int])] = [("mean", [1, 3, 1, 1]), ("std", [1, 3, 1, 1])]
        func pair(_ name: String, _ weights: [Int], bias: Int? = nil) {
            shapes.append((name + ".weight", weights))
            shapes.append((name + ".bias", [bias ?? weights[0]]))
        }
        func spectral(_ name: String, _ weights: [Int]) {
            shapes.append((name + ".weight_orig", weights))
            shapes.append((name + ".weight_u", [weights[0]]))
            shapes.append((name + ".weight_v", [weights[1...].reduce(1, *)]))
        }
        func norm(_ name: String, _ channels: Int) {
            pair(name, [channels])
            shapes.append((name + ".running_mean", [channels]))
            shapes.append((name + ".running_var", [channels]))
        }
        let arch = "encoder.arch."
        for (stage, width) in network.widths.enumerated() {
            let before = stage == 0 ? 3 : network.widths[stage - 1]
            let (convolution, kernel) = stage == 0 ? (0, 4) : (1, 2)
            pair("\(arch)downsample_layers.\(stage).\(convolution)", [width, before, kernel, kernel])
            pair("\(arch)downsample_layers.\(stage).\(1 - convolution)", [stage == 0 ? width : before])
            for block in 0..<network.depths[stage] {
                let name = "\(arch)stages.\(stage).\(block)"
                shapes.append((name + ".gamma", [width]))
                pair(name + ".dwconv", [width, 1, 7, 7])
                pair(name + ".norm", [width])
                pair(name + ".pwconv1", [4 * width, width])
                pair(name + ".pwconv2", [width, 4 * width])
            }
            pair("\(arch)norm\(stage)", [width])
        }
        let inputs = [network.widths[3]] + network.blockWidths
        for block in 0..<3 {
            let (skip, outputs) = (network.widths[2 - block], network.blockWidths[block])
            let name = "decoder.layers.\(block)"
            spectral("\(name).shuf.conv.0", [4 * outputs, inputs[block], 1, 1])
            norm("\(name).shuf.conv.1", 4 * outputs)
            norm("\(name).bn", skip)
            spectral("\(name).conv.0", [outputs, outputs + skip, 3, 3])
            norm("\(name).conv.2", outputs)
        }
        let width = network.queryWidth
        spectral("decoder.last_shuf.conv.0", [16 * width, network.blockWidths[2], 1, 1])
        shapes.append(("decoder.last_shuf.conv.0.bias", [16 * width]))
        let color = "decoder.color_decoder"
        shapes.append(("\(color).query_feat.weight", [network.queryCount, width]))
        shapes.append(("\(color).query_embed.weight", [network.queryCount, width]))
        shapes.append(("\(color).level_embed.weight", [3, width]))
        for level in 0..<3 { pair("\(color).input_proj.\(level)", [width, network.blockWidths[level], 1, 1]) }
        for layer in 0..<network.layerCount {
            for (kind, own) in [("cross", "multihead_attn"), ("self", "self_attn")] {
                let name = "\(color).transformer_\(kind)_attention_layers.\(layer)"
                shapes.append(("\(name).\(own).in_proj_weight", [3 * width, width]))
                shapes.append(("\(name).\(own).in_proj_bias", [3 * width]))
                pair("\(name).\(own).out_proj", [width, width])
                pair("\(name).norm", [width])
            }
            let feed = "\(color).transformer_ffn_layers.\(layer)"
            pair("\(feed).linear1", [network.hiddenWidth, width])
            pair("\(feed).linear2", [width, network.hiddenWidth])
            pair("\(feed).norm", [width])
        }
        pair("\(color).decoder_norm", [width])
        for layer in 0..<3 { pair("\(color).color_embed.layers.\(layer)", [width, width]) }
        spectral("refine_net.0.0", [2, network.queryCount + 3, 1, 1])
        shapes.append(("refine_net.0.0.bias", [2]))
        return shapes
    }
}
