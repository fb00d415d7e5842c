/// Linear equations whose matrix is symmetric and positive.
enum LinearSystem {
    /// Solves (matrix + ridge × identity) × x = b for each b by Cholesky's decomposition.
    ///
    /// - Parameters:
    ///   - matrix: size × size values, row after row.
    ///   - sides: the right sides, one after another.
    ///   - ridge: more than 0.
    /// - Returns: as many solutions, one after another.
    static func solve(_ matrix: [Double], _ sides: [Double], size: Int, ridge: Double) -> [Double] {
        var lower = matrix
        for column in 0..<size {
            for row in column..<size {
                var sum = matrix[row * size + column] + (row == column ? ridge : 0)
                for k in 0..<column { sum -= lower[row * size + k] * lower[column * size + k] }
                lower[row * size + column] =
                    row == column ? max(sum, ridge * 1e-6).squareRoot() : sum / lower[column * size + column]
            }
        }
        var solutions = sides
        for start in stride(from: 0, to: sides.count, by: size) {
            for row in 0..<size {
                for k in 0..<row { solutions[start + row] -= lower[row * size + k] * solutions[start + k] }
                solutions[start + row] /= lower[row * size + row]
            }
            for row in (0..<size).reversed() {
                for k in row + 1..<size { solutions[start + row] -= lower[k * size + row] * solutions[start + k] }
                solutions[start + row] /= lower[row * size + row]
            }
        }
        return solutions
    }
}
