import Glibc
import Testing

@testable import Color
@testable import Media

@Suite struct FramePoolTests {
    struct Made: ~Copyable {
        let frame: Frame
        let address: UInt

        consuming func takeFrame() -> Frame { frame }
    }

    private func planes(
        of pool: FramePool?, _ format: PixelFormat, _ width: Int, _ height: Int, fill: UInt8
    ) throws -> Made {
        let frame = try Frame()
        try frame.allocatePlanes(format: format, width: width, height: height, from: pool)
        let tags = try ColorTags(of: frame, format: format)
        let layout = format.layout(width: width, height: height, color: tags.description)
        var address: UInt = 0
        try frame.withPlanes(format: format, layout: layout) { planes throws(MediaError) in
            address = UInt(bitPattern: planes.data.0)
            for (index, plane) in [planes.data.0, planes.data.1, planes.data.2].enumerated() {
                guard let plane else { continue }
                let isChroma = index > 0 && layout.model == .yuv
                let stride = [planes.strideBytes.0, planes.strideBytes.1, planes.strideBytes.2][index]
                let bytes = (isChroma ? layout.chromaWidth : width) * layout.bytesPerSample
                #expect(UInt(bitPattern: plane) % 64 == 0 && stride % 64 == 0 && stride >= bytes)
                for y in 0..<(isChroma ? layout.chromaHeight : height) {
                    memset(plane + y * stride, Int32(fill) + Int32(index), bytes)
                }
            }
        }
        return Made(frame: frame, address: address)
    }

    @Test(arguments: ["gray", "yuv420p", "yuv422p10le", "yuv444p16le", "gbrp", "gbrpf32le", "yuva444p10le"])
    func planesAreApartAndOfTheirSize(name: String) throws {
        let format = try #require(PixelFormat(named: name))
        for (width, height) in [(1, 1), (33, 47), (64, 32)] {
            // Twice the same size: the second time in used memory. AddressSanitizer sees what is beyond the end.
            let pool = FramePool()
            for fill in [UInt8(1), 100] {
                let made = try planes(of: pool, format, width, height, fill: fill)
                let size = [made.frame.width, made.frame.height]
                #expect(size == [width, height])
                let layout = format.layout(
                    width: width, height: height,
                    color: try ColorTags(of: made.frame, format: format).description)
                try made.frame.withPlanes(format: format, layout: layout) { planes throws(MediaError) in
                    for (index, plane) in [planes.data.0, planes.data.1, planes.data.2].enumerated() {
                        let first = plane?.load(as: UInt8.self)
                        #expect(first == nil || first == fill + UInt8(index))
                    }
                }
            }
        }
    }

    @Test func memoryIsUsedAgainWhenNobodyHasIt() throws {
        let format = try #require(PixelFormat(named: "yuv420p"))
        let pool = FramePool()
        let first = try planes(of: pool, format, 64, 48, fill: 1)
        let firstAddress = first.address
        let reference = try first.frame.reference()
        // Still referred to.
        func nothing(_: consuming Frame) {}
        nothing(first.takeFrame())
        let second = try planes(of: pool, format, 64, 48, fill: 2).address
        #expect(second != firstAddress)
        nothing(reference)
        let again = try planes(of: pool, format, 64, 48, fill: 3)
        let another = try planes(of: pool, format, 64, 48, fill: 4)
        let addresses = Set([again.address, another.address])
        #expect(addresses == [firstAddress, second])
        // Another size, while frames of the old one live on.
        let other = try planes(of: pool, format, 80, 48, fill: 5).address
        #expect(!addresses.contains(other))
        _ = (again.address, another.address)
    }

    /// What the system gives is zeroed, or poisoned by AddressSanitizer; what the pool gives is as its last holder left
    /// it.
    @Test func largeMemoryIsNotAskedForAgain() throws {
        let format = try #require(PixelFormat(named: "gray"))
        let pool = FramePool()
        for turn in 0..<4 {
            let frame = try Frame()
            try frame.allocatePlanes(format: format, width: 4096, height: 2048, from: pool)
            let tags = try ColorTags(of: frame, format: format)
            let layout = format.layout(width: 4096, height: 2048, color: tags.description)
            try frame.withPlanes(format: format, layout: layout) { planes throws(MediaError) in
                let last = planes.data.0 + 2047 * planes.strideBytes.0 + 4095
                if turn > 0 { #expect(last.load(as: UInt8.self) == 77) }
                last.storeBytes(of: 77, as: UInt8.self)
            }
        }
    }

    @Test func whatCannotBeIsAnError() throws {
        FFmpegLibrary.captureLog()
        let format = try #require(PixelFormat(named: "yuv420p"))
        for (width, height) in [(0, 4), (-1, 4), (1 << 30, 1 << 30)] {
            let frame = try Frame()
            #expect(throws: MediaError.self) {
                try FramePool().allocatePlanes(of: frame, format: format, width: width, height: height)
            }
        }
    }
}
