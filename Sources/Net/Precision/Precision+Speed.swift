extension Precision {
    /// Those that this processor computes a network faster in than in `f32`, fastest first.
    public static func fasterThanF32(for model: ColorizerModel) -> [Precision] {
        let short = [Precision.int8, .bf16].filter(\.isFast)
        switch model {
        case .lite: return short
        case .eccv16, .siggraph17:
            // f32 computes their 3×3 convolutions in Winograd's way, and is as fast as bf16 by that (Zen 4: 157 and 181 ms,
            // 317 and 330). Only matrix instructions are too far ahead.
            return short.filter { $0 == .int8 || NetVersions.instructionSet.contains("amx") }
        }
    }

    /// Whether this processor has instructions for it that are worth having; `f32` always.
    public var isFast: Bool {
        switch self {
        case .f32: true
        case .bf16: NumberFormat.ElementType.bfloat16.isFast
        case .int8: NumberFormat.ElementType.signed8.isFast
        }
    }
}
