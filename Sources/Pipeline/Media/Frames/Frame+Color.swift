internal import FFmpegShim

extension Frame {
    /// The share of the samples, 0 to 1, whose colour is further than `threshold` from grey, in steps of 8 bits.
    func coloredShare(threshold: Int) throws(MediaError) -> Double {
        guard let format = PixelFormat(format), format.colorComponentCount == 3 else { return 0 }
        let count = width * height
        var planes: [UnsafeMutablePointer<UInt16>] = []
        defer { for plane in planes { plane.deallocate() } }
        for _ in 0..<3 {
            let plane = UnsafeMutablePointer<UInt16>.allocate(capacity: max(1, count))
            plane.initialize(repeating: 0, count: max(1, count))
            planes.append(plane)
        }
        let bytes = planes.map { Optional(UnsafeMutableRawPointer($0).assumingMemoryBound(to: UInt8.self)) }
        let strides = [Int](repeating: 2 * width, count: 3)
        try checked(shim_frame_read_planes(pointer, 3, bytes, strides, 2), "read a frame")
        let unit = 1 << max(0, format.bitDepth - 8)
        let (most, middle) = (threshold * unit, 128 * unit)
        var colored = 0
        for index in 0..<count {
            let (first, second, third) = (Int(planes[0][index]), Int(planes[1][index]), Int(planes[2][index]))
            // Chroma planes may be smaller; what lies beyond them is 0.
            let isGrey =
                format.isRGB
                ? abs(first - second) <= most && abs(second - third) <= most
                : (second == 0 || abs(second - middle) <= most) && (third == 0 || abs(third - middle) <= most)
            if !isGrey { colored += 1 }
        }
        return Double(colored) / Double(max(1, count))
    }
}
