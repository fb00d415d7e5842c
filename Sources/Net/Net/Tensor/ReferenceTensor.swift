/// Values in row-major order, for the plain loops that say what an operation means.
struct ReferenceTensor {
    let shape: Shape
    var values: [Float]
    /// Elements of a plane and of a row; 0 unless it is planes.
    private let (planeLength, rowLength): (Int, Int)

    init(_ shape: Shape, _ values: [Float]) {
        precondition(values.count == shape.elementCount)
        self.shape = shape
        self.values = values
        (planeLength, rowLength) = shape.isPlanes ? (shape.height * shape.width, shape.width) : (0, 0)
    }

    init(zeros shape: Shape) {
        self.init(shape, [Float](repeating: 0, count: shape.elementCount))
    }

    /// An element of planes.
    subscript(channel: Int, row: Int, column: Int) -> Float {
        get { values[channel * planeLength + row * rowLength + column] }
        set { values[channel * planeLength + row * rowLength + column] = newValue }
    }
}
