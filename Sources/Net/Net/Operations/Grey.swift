internal import Glibc

/// The sRGB value (0…1) of the grey that has a lightness L* (0…100): what networks see that were trained on grey
/// pictures.
struct Grey: Sendable {}

extension Grey: OperationRules {
    func shape(of inputs: [Shape]) -> Shape? { inputs[0] }

    var takesSteps: Bool { false }

    var formatRule: FormatRule { .float32 }

    /// IEC 61966-2-1 and CIE 15, with the four-digit knees that the colour path has.
    func reference(_ inputs: [ReferenceTensor], _ shape: Shape) throws(NetError) -> ReferenceTensor {
        ReferenceTensor(
            shape,
            inputs[0].values.map { lightness in
                let root = (Double(lightness) + 16) / 116
                let light = root > 7.787 * 0.008856 + 16.0 / 116 ? root * root * root : (root - 16.0 / 116) / 7.787
                return Float(light > 0.0031308 ? 1.055 * pow(light, 1 / 2.4) - 0.055 : 12.92 * light)
            })
    }
}
