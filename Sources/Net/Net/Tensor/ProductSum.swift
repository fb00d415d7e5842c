/// Sums of products of floats in double.
///
/// Over pointers, because the tests run the definitions of operations without the optimiser, where an array's subscript
/// takes ten times as long.
enum ProductSum {
    /// The sum of `count` products of floats, from the elements `leftStart` and `rightStart` on, `leftStride` and
    /// `rightStride` elements apart.
    static func of(
        _ left: UnsafePointer<Float>, from leftStart: Int, by leftStride: Int, _ right: UnsafePointer<Float>,
        from rightStart: Int, by rightStride: Int, count: Int
    ) -> Double {
        var (left, right) = (left + leftStart, right + rightStart)
        var sum = 0.0
        var rest = count
        while rest > 0 {
            sum += Double(left.pointee) * Double(right.pointee)
            left += leftStride
            right += rightStride
            rest &-= 1
        }
        return sum
    }
}
