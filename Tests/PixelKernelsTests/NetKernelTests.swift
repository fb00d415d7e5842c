import Glibc
import PixelKernels
import TestSupport
import Testing

/// Every instruction set's loops for networks with attention: in float32 against double, in bfloat16 against
/// themselves.
@Suite(.notUnderThreadSanitizer) struct NetKernelTests {
    /// Rows of numbers in either type, with guards behind them.
    private final class Rows {
        let count: Int
        let stride: Int
        let isBFloat16: Bool
        private var floats: [Float]
        private var shorts: [UInt16]
        private static let guards = 16

        init(_ values: [Float], stride: Int, isBFloat16: Bool) {
            (count, self.stride, self.isBFloat16) = (values.count, stride, isBFloat16)
            floats = values + [Float](repeating: 999, count: Self.guards)
            shorts = floats.map { Self.rounded($0) }
        }

        /// To the nearest, ties to even.
        static func rounded(_ value: Float) -> UInt16 {
            UInt16((value.bitPattern + 0x7FFF + (value.bitPattern >> 16 & 1)) >> 16)
        }

        func lend(_ body: (UnsafePointer<net_rows>) -> Void) {
            func lend(_ start: UnsafeMutableRawPointer?) {
                guard let start else { return }
                var rows = net_rows(
                    data: start, stride: stride, type: isBFloat16 ? NET_BFLOAT16 : NET_FLOAT32, unit: 1)
                body(&rows)
            }
            if isBFloat16 {
                shorts.withUnsafeMutableBytes { lend($0.baseAddress) }
            } else {
                floats.withUnsafeMutableBytes { lend($0.baseAddress) }
            }
        }

        var values: [Float] {
            let all = isBFloat16 ? shorts.map { Float(bitPattern: UInt32($0) << 16) } : floats
            let untouched = isBFloat16 ? Float(bitPattern: UInt32(Self.rounded(999)) << 16) : 999
            #expect(all[count...].allSatisfy { $0 == untouched })
            return Array(all[..<count])
        }
    }

    private func pattern(_ count: Int, _ seed: Int, scale: Float = 1) -> [Float] {
        (0..<count).map { (index: Int) in scale * Float((index + seed) * 7919 % 2003 - 1001) / 1001 }
    }

    private func worst(_ left: [Float], _ right: [Float]) -> Float {
        zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }

    @Test(arguments: Kernels.all, [1, 7, 16, 33, 96]) func normalization(kernels: Kernels, width: Int) {
        let rows = 3
        let source = pattern(rows * width, 3, scale: 5)
        let (scale, shift) = (pattern(width, 1), pattern(width, 2))
        func run(_ reads: Bool, _ writes: Bool, isRectified: Bool = false) -> [Float] {
            let from = Rows(source, stride: width, isBFloat16: reads)
            let to = Rows([Float](repeating: 0, count: source.count), stride: width, isBFloat16: writes)
            scale.withUnsafeBufferPointer { scale in
                shift.withUnsafeBufferPointer { shift in
                    guard let scale = scale.baseAddress, let shift = shift.baseAddress else { return }
                    var norm = net_normalization(
                        count: Int32(width), epsilon: 1e-5, scale: scale, shift: shift, is_rectified: isRectified)
                    from.lend { from in
                        to.lend { to in kernels.table.pointee.net.normalize(&norm, from, to, 0, rows) }
                    }
                }
            }
            return to.values
        }
        let expected = (0..<rows).flatMap { row -> [Float] in
            let own = source[(row * width)..<((row + 1) * width)].map { Double($0) }
            let mean = own.reduce(0, +) / Double(width)
            let variance = own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
            return own.enumerated().map {
                Float(($1 - mean) / (variance + 1e-5).squareRoot() * Double(scale[$0]) + Double(shift[$0]))
            }
        }
        #expect(worst(run(false, false), expected) < 1e-5)
        #expect(worst(run(false, false, isRectified: true), expected.map { max($0, 0) }) < 1e-5)
        #expect(run(false, true) == run(false, false).map { Float(bitPattern: UInt32(Rows.rounded($0)) << 16) })
        #expect(worst(run(true, true), expected) < 0.1)
        #expect(worst(run(true, false), run(true, true)) < 0.02)
    }

    @Test(arguments: Kernels.all, [(1, 1, 1), (13, 257, 20), (7, 30, 32)])
    func attention(kernels: Kernels, sizes: (queries: Int, keys: Int, width: Int)) {
        let heads = 2
        let row = heads * sizes.width
        let queries = pattern(sizes.queries * row, 1, scale: 3)
        let (keys, values) = (pattern(sizes.keys * row, 2), pattern(sizes.keys * row, 3))
        let scratchCount = net_attention_scratch(Int32(sizes.queries), Int32(sizes.width))
        func run(isBFloat16: Bool) -> [Float] {
            let inputs = [queries, keys, values].map { Rows($0, stride: row, isBFloat16: isBFloat16) }
            let result = Rows(
                [Float](repeating: 0, count: queries.count), stride: row, isBFloat16: isBFloat16)
            var scratch = [Float](repeating: 999, count: scratchCount + 1)
            inputs[0].lend { queries in
                inputs[1].lend { keys in
                    inputs[2].lend { values in
                        result.lend { result in
                            var attention = net_attention(
                                query_count: Int32(sizes.queries), key_count: Int32(sizes.keys),
                                width: Int32(sizes.width), queries: queries.pointee, keys: keys.pointee,
                                values: values.pointee, result: result.pointee)
                            kernels.table.pointee.net.attention(&attention, 0, Int32(heads), &scratch)
                        }
                    }
                }
            }
            #expect(scratch[scratchCount] == 999)
            return result.values
        }
        var expected = queries
        for head in 0..<heads {
            for query in 0..<sizes.queries {
                func at(_ array: [Float], _ token: Int, _ index: Int) -> Double {
                    Double(array[token * row + head * sizes.width + index])
                }
                let scores = (0..<sizes.keys).map { key in
                    (0..<sizes.width).reduce(0.0) { $0 + at(queries, query, $1) * at(keys, key, $1) }
                        / Double(sizes.width).squareRoot()
                }
                let powers = scores.map { exp($0) }
                let sum = powers.reduce(0, +)
                for index in 0..<sizes.width {
                    let total = powers.indices.reduce(0.0) { $0 + powers[$1] * at(values, $1, index) }
                    expected[query * row + head * sizes.width + index] = Float(total / sum)
                }
            }
        }
        #expect(worst(run(isBFloat16: false), expected) < 1e-5)
        #expect(worst(run(isBFloat16: true), expected) < 0.02)
    }

    /// Rounded to the nearest, ties to even, and kept within the type; elements beside the row's stay as they are.
    @Test(arguments: Kernels.all, [1, 16, 21]) func wholeNumbers(kernels: Kernels, count: Int) {
        let values = (0..<count).map { Float($0 * 37 % 101 - 50) * 0.25 }
        for (type, low, high) in [(NET_SIGNED8, -127, 127), (NET_UNSIGNED8, 0, 255)] as [(net_type, Int, Int)] {
            for unit in [0.5, 0.05] as [Float] {
                var source = values
                var bytes = [UInt8](repeating: 77, count: count + 4)
                source.withUnsafeMutableBytes { source in
                    bytes.withUnsafeMutableBytes { bytes in
                        guard let from = source.baseAddress, let to = bytes.baseAddress else { return }
                        var read = net_rows(data: from, stride: count, type: NET_FLOAT32, unit: 1)
                        var written = net_rows(data: to + 2, stride: count, type: type, unit: unit)
                        kernels.table.pointee.net.copy(&read, &written, Int32(count), 0, 1)
                    }
                }
                let expected = values.map { value in
                    UInt8(truncatingIfNeeded: min(max(Int((value / unit).rounded(.toNearestOrEven)), low), high))
                }
                #expect(bytes == [77, 77] + expected + [77, 77])
            }
        }
    }

    /// A 2×2 picture of two channels grows and is blurred, its first row and column repeated.
    @Test(arguments: Kernels.all, [false, true]) func shuffle(kernels: Kernels, isBFloat16: Bool) {
        // Pixel by pixel, group by group, channel by channel: whole numbers, and their sums of four, are exact.
        let source = (0..<32).map { Float($0 * 5 % 32) }
        let from = Rows(source, stride: 8, isBFloat16: isBFloat16)
        let to = Rows([Float](repeating: 0, count: 32), stride: 2, isBFloat16: isBFloat16)
        var shuffle = net_shuffle(height: 2, width: 2, factor: 2, channels: 2, is_blurred: true)
        from.lend { from in
            to.lend { to in
                kernels.table.pointee.net.shuffle(&shuffle, from, to, 0, 3)
                kernels.table.pointee.net.shuffle(&shuffle, from, to, 3, 4)
            }
        }
        func pixel(_ row: Int, _ column: Int, _ channel: Int) -> Float {
            let (y, x) = (max(row, 0), max(column, 0))
            return source[((y / 2) * 2 + x / 2) * 8 + (y % 2 * 2 + x % 2) * 2 + channel]
        }
        let expected = (0..<32).map { (index: Int) -> Float in
            let (row, column, channel) = (index / 8, index / 2 % 4, index % 2)
            let above = pixel(row - 1, column, channel) + pixel(row - 1, column - 1, channel)
            return (above + pixel(row, column, channel) + pixel(row, column - 1, channel)) / 4
        }
        #expect(to.values == expected)
    }
}
