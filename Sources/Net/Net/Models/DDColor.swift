internal import Weights

/// DDColor (Kang et al., "DDColor: Towards photo-realistic image colorization via dual decoders", ICCV 2023), layers
/// and names as in the release (piddnad/DDColor, Apache-2.0): a ConvNeXt encoder, a decoder of pixels and one of
/// colours, whose queries look at three sizes of what the first has made. a* and b* at the input's size.
///
/// What is linear is folded: normalisation of the input, batch and spectral normalisation, the encoder's layer scale.
struct DDColor: Network {
    /// Blocks of each stage of the encoder.
    var depths = [3, 3, 9, 3]
    /// Channels of each stage.
    var widths = [96, 192, 384, 768]
    /// Channels of the pixel decoder's three blocks. Other sizes of this and what follows are for tests.
    var blockWidths = [512, 512, 256]
    var queryCount = 100
    /// Numbers of a query.
    var queryWidth = 256
    var headCount = 8
    /// Numbers between the two linear layers of the colour decoder's layers.
    var hiddenWidth = 2048
    /// Layers of the colour decoder: those of the three sizes in turn.
    var layerCount = 9
    /// As errors name it.
    var name = "ddcolor-tiny"

    static let tiny = DDColor()
    static func large(_ name: String) -> DDColor {
        DDColor(depths: [3, 3, 27, 3], widths: [192, 384, 768, 1536], name: name)
    }

    static var description: ModelDescription { tinyDescription }

    func graph(weights: WeightTable, _ settings: NetworkSettings) throws(NetError) -> Graph {
        var layers = DDColorLayers(
            self, claims: WeightClaims(weights, model: name, readsValues: true),
            builder: GraphBuilder(input: Shape(1, settings.height, settings.width), sumsStayFloating: true))
        // Known values come first: see `ElementwiseFusion`.
        let color = "decoder.color_decoder"
        let queries = try layers.known("\(color).query_feat.weight", [queryCount, queryWidth])
        let embedding = try layers.known("\(color).query_embed.weight", [queryCount, queryWidth])
        let positions = [16, 8, 4].map { distance in
            layers.positions(height: settings.height / distance, width: settings.width / distance)
        }
        let levels = try layers.claims.tensor("\(color).level_embed.weight", [3, queryWidth]).floats()

        let grey = layers.builder.grey("grey", layers.builder.input)
        let encoded = try layers.encode(grey)
        var x = encoded.deepest
        var affine: DDColorLayers.Affine?
        var memories: [DDColorLayers.Memory] = []
        for block in 0..<3 {
            x = try layers.enlarge(
                "decoder.layers.\(block)", x, affine, skipped: encoded.skips[2 - block], to: blockWidths[block])
            let following = try layers.claims.batchNormalization(
                "decoder.layers.\(block).conv.2", channels: blockWidths[block])
            affine = following
            memories.append(
                try layers.memory(
                    "\(color).input_proj.\(block)", x, following,
                    level: levels[(block * queryWidth)..<((block + 1) * queryWidth)], positions: positions[block]))
        }

        var z = queries
        for layer in 0..<layerCount {
            z = try layers.lookAround(layer, z, embedding, memories[layer % 3])
        }
        z = layers.builder.layerNormalization(
            "\(color).decoder_norm",
            try layers.claims.layerNormalization("\(color).decoder_norm", channels: queryWidth, epsilon: 1e-5), z)
        for layer in 0..<3 {
            let name = "\(color).color_embed.layers.\(layer)"
            z = layers.builder.linear(name, try layers.claims.linear(name, in: queryWidth, out: queryWidth), z)
            if layer < 2 { z = layers.builder.relu(z) }
        }
        let tail = try layers.tail(affine)
        x = layers.builder.colorQueries("decoder.last_shuf", tail, features: x, embeddings: z, grey: grey)
        // For a head that classifies; the release does not use it either.
        layers.claims.ignore("encoder.arch.norm.weight")
        layers.claims.ignore("encoder.arch.norm.bias")
        try layers.claims.finish()
        return layers.builder.finish(output: x)
    }
}
