extension Precision {
    /// Those that this processor computes a network faster in than in `f32`, fastest first.
    package static func fasterThanF32(for model: ColorizerModel) -> [Precision] {
        fasterThanF32(for: model, on: Colorizer.defaultBackend.capabilities)
    }

    /// Those that a back end computes a network faster in than in `f32`, fastest first.
    static func fasterThanF32(for model: ColorizerModel, on capabilities: BackendCapabilities) -> [Precision] {
        let short = [Precision.int8, .bf16].filter { $0.isFast(on: capabilities) }
        guard model.description.isMostlyWinograd else { return short }
        // In f32 they are computed in Winograd's way, which is as fast as bf16 (eccv16 and siggraph17 on Zen 4: 157 and
        // 181 ms, 317 and 330). Only matrix instructions are too far ahead.
        return short.filter { $0 == .int8 || capabilities.hasMatrixInstructions }
    }

    /// Whether a back end has instructions for it that are worth having; `f32` always.
    func isFast(on capabilities: BackendCapabilities) -> Bool {
        switch self {
        case .f32: true
        case .bf16: capabilities.fastTypes.contains(.bfloat16)
        case .int8: capabilities.fastTypes.contains(.signed8)
        }
    }
}
