import PixelKernels
import TestSupport
import Testing

/// Rows may be spread over calls with scratch of their own, in any order.
@Suite(.notUnderThreadSanitizer) struct RowRangeTests {
    static let width = 37
    static let height = 23

    /// 4:2:0 in 8 bits; cosited chroma reaches into the rows of another call.
    static func format(cosited: Bool) -> pixel_format {
        var format = pixel_format()
        format.model = PIXEL_MODEL_YUV
        (format.width, format.height) = (Int32(width), Int32(height))
        (format.chroma_width, format.chroma_height) = (Int32((width + 1) / 2), Int32((height + 1) / 2))
        (format.chroma_shift_x, format.chroma_shift_y) = (1, 1)
        (format.cosited_x, format.cosited_y) = (true, cosited)
        (format.sample_bytes, format.maximum_code) = (1, 255)
        (format.luma_offset, format.luma_scale) = (16, 219)
        (format.chroma_offset, format.chroma_scale) = (128, 224)
        (format.kr, format.kb) = (0.2126, 0.0722)
        format.primaries = pixel_primaries(
            luminance: (0.2126, 0.7152, 0.0722), x_in_light: (3.08, -0.921, 0.053), z_in_light: (-0.543, 0.045, 1.151))
        return format
    }

    /// Calls `body` with the planes of a picture that lies in `bytes`: luma, then Cb, then Cr.
    static func withPlanes(_ bytes: inout [UInt8], _ body: (inout pixel_planes) -> Void) {
        let chromaWidth = (width + 1) / 2
        let chroma = chromaWidth * ((height + 1) / 2)
        bytes.withUnsafeMutableBytes { bytes in
            let start = bytes.baseAddress
            var planes = pixel_planes(
                data: (start, start.map { $0 + width * height }, start.map { $0 + width * height + chroma }),
                stride_bytes: (width, chromaWidth, chromaWidth))
            body(&planes)
        }
    }

    static let byteCount = width * height + 2 * ((width + 1) / 2) * ((height + 1) / 2)
    static let noise = (0..<byteCount).map { (i: Int) in UInt8(truncatingIfNeeded: (i &* 2_654_435_761) >> 13) }

    /// Floats for scratch, with guards, filled with what must not be relied on.
    static func scratch(_ count: Int) -> [Float] { [12_345] + [Float](repeating: .nan, count: count) + [12_345] }
    static func isIntact(_ scratch: [Float]) -> Bool { scratch.first == 12_345 && scratch.last == 12_345 }

    @Test(arguments: Kernels.all, [false, true])
    func lightness(kernels: Kernels, cosited: Bool) {
        var format = Self.format(cosited: cosited)
        var table = [Float](repeating: 0, count: 256)
        pixel_gray_lightness(&format, &table)
        func run(_ ranges: [Range<Int32>]) -> [Float] {
            var bytes = Self.noise
            var result = [Float](repeating: -1, count: Self.width * Self.height)
            Self.withPlanes(&bytes) { planes in
                for range in ranges {
                    var scratch = Self.scratch(pixel_lightness_scratch(&format))
                    scratch.withUnsafeMutableBufferPointer { scratch in
                        guard let start = scratch.baseAddress else { return }
                        kernels.table.pointee.lightness(
                            &format, &planes, table, &result, range.lowerBound, range.upperBound, start + 1)
                    }
                    #expect(Self.isIntact(scratch))
                }
            }
            return result
        }
        let areEqual = run([11..<23, 0..<1, 1..<11]) == run([0..<23])
        #expect(areEqual)
        #expect(!run([0..<23]).contains(-1))
    }

    @Test(arguments: Kernels.all, [false, true])
    func recombination(kernels: Kernels, cosited: Bool) {
        let lightness = (0..<Self.width * Self.height).map { (i: Int) in Float(i * 7919 % 101) }
        let ab = (0..<2 * 5 * 4).map { (i: Int) in Float(i * 7919 % 161 - 80) }
        func run(_ ranges: [Range<Int32>]) -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: Self.byteCount)
            let format = Self.format(cosited: cosited)
            Axis(from: 5, to: Self.width).withAxis { x in
                Axis(from: 4, to: Self.height).withAxis { y in
                    var recombination = pixel_recombination(
                        format: format, x: x, y: y, saturation: 1, keeps_hue: false, guided: false, fades: true,
                        dark: 10, light: 10)
                    Self.withPlanes(&bytes) { planes in
                        for range in ranges {
                            var scratch = Self.scratch(pixel_recombination_scratch(&recombination.format))
                            scratch.withUnsafeMutableBufferPointer { scratch in
                                guard let start = scratch.baseAddress else { return }
                                kernels.table.pointee.recombine(
                                    &recombination, lightness, ab, &planes, range.lowerBound, range.upperBound,
                                    start + 1)
                            }
                            #expect(Self.isIntact(scratch))
                        }
                    }
                }
            }
            return bytes
        }
        // Rows of chroma.
        let areEqual = run([5..<12, 0..<1, 1..<5]) == run([0..<12])
        #expect(areEqual)
    }

    /// What lies in scratch memory beyond a row's end has no say in how closely the chroma that fits is looked for.
    /// With two samples enlarged to 33 nothing is written there.
    @Test(arguments: Kernels.all)
    func scratchBeyondTheRowHasNoSay(kernels: Kernels) {
        let (width, height) = (33, 6)
        var format = Self.format(cosited: false)
        format.model = PIXEL_MODEL_RGB
        (format.sample_bytes, format.maximum_code) = (2, 65_535)
        (format.luma_offset, format.luma_scale) = (0, 65_535)
        (format.width, format.height) = (Int32(width), Int32(height))
        let lightness = (0..<width * height).map { (i: Int) in Float(i * 7919 % 101) }
        let results = [Float.nan, 0, 1e9].map { garbage in
            var codes = [UInt16](repeating: 0, count: 3 * width * height)
            Axis(from: 2, to: width).withAxis { x in
                Axis(from: 1, to: height).withAxis { y in
                    var recombination = pixel_recombination(
                        format: format, x: x, y: y, saturation: 0.1, keeps_hue: true, guided: false, fades: false,
                        dark: 0, light: 0)
                    var scratch = [Float](repeating: garbage, count: pixel_recombination_scratch(&recombination.format))
                    codes.withUnsafeMutableBytes { codes in
                        let plane = 2 * width * height
                        let start = codes.baseAddress
                        var planes = pixel_planes(
                            data: (start, start.map { $0 + plane }, start.map { $0 + 2 * plane }),
                            stride_bytes: (2 * width, 2 * width, 2 * width))
                        kernels.table.pointee.recombine(
                            &recombination, lightness, [100, 200, -100, -400], &planes, 0, Int32(height), &scratch)
                    }
                }
            }
            return codes
        }
        let areEqual = results[0] == results[1] && results[1] == results[2]
        #expect(areEqual)
    }
}
