extension DDColor {
    /// On https://huggingface.co, at a pinned revision.
    private static func weights(
        _ repository: String, _ revision: String, byteCount: Int, sha256: String
    ) -> ModelDescription.Origin {
        .published(
            PublishedWeights(
                // All of them are called pytorch_model.bin there.
                fileName: "\(repository)-\(sha256.prefix(8)).bin", byteCount: byteCount, sha256: sha256,
                addresses: ["https://huggingface.co/piddnad/\(repository)/resolve/\(revision)/pytorch_model.bin"]))
    }

    private static func description(
        _ summary: String, training: String, origin: ModelDescription.Origin, gigaMultiplications: Double,
        weightBytes: (f32: Double, bf16: Double), network: DDColor
    ) -> ModelDescription {
        ModelDescription(
            summary: summary, license: "Apache-2.0", training: training, origin: origin,
            // They all have the names of the smallest.
            mark: "encoder.arch.norm3.weight", markShape: [network.widths[3]],
            featuresLayer: "encoder.arch.norm3", inputSizeMultiple: 32, hasBins: false, takesHints: false,
            gigaMultiplications: gigaMultiplications, bytesPerInputPixel: 650, weightBytes: weightBytes,
            mostConcurrentPredictions: 8, isMostlyWinograd: false, network: network)
    }

    static let tinyDescription = description(
        "DDColor, small encoder (Kang et al.; ICCV 2023)",
        training: "ImageNet (its photographs may be used for research)",
        origin: weights(
            "ddcolor_paper_tiny", "cf9fd99c1d7472689ec7413441c1b799a51866a3", byteCount: 220_372_845,
            sha256: "8a1277bc90a1bfbb6d2d83933a9a6bc821931879ca93e26e4fcec12165d41fce"),
        gigaMultiplications: 23.5, weightBytes: (450e6, 110e6), network: .tiny)

    static let artisticDescription = description(
        "DDColor, large encoder, fewer artefacts (Kang et al.; ICCV 2023)",
        training: "ImageNet and pictures that the authors do not name",
        origin: weights(
            "ddcolor_artistic", "aa10f72fffc89a6658e37b48556050b4d9a26f63", byteCount: 911_914_869,
            sha256: "5a076e84efce59848394f572a105f7b78f7f6e917f615d1ee88537241b96dca3"),
        gigaMultiplications: 64.9, weightBytes: (1250e6, 500e6), network: .large("ddcolor-artistic"))

    static let modelscopeDescription = description(
        "DDColor, large encoder, most saturated (Kang et al.; ICCV 2023)",
        training: "ImageNet (its photographs may be used for research)",
        origin: weights(
            "ddcolor_modelscope", "060f67494e31883a4b13cb27f889f3154847ada4", byteCount: 911_914_869,
            sha256: "d81711971ec59200da26d5e8a1afae8dd3778d495ea8ad7a7dadc769f403f7e7"),
        gigaMultiplications: 64.9, weightBytes: (1250e6, 500e6), network: .large("ddcolor-modelscope"))
}
