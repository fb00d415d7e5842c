/// How the elements of a value lie in memory.
struct NumberFormat: Equatable {
    enum ElementType: CaseIterable {
        case float32
        case bfloat16
        case signed8
        case unsigned8

        var isWhole: Bool { self == .signed8 || self == .unsigned8 }

        /// The largest number it is used for; signed ones are used symmetrically.
        var limit: Float { self == .unsigned8 ? 255 : 127 }
    }

    var type = ElementType.float32
    /// What a stored 1 stands for.
    var unit: Float = 1

    static let float32 = NumberFormat()
}
