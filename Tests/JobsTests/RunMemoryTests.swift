import Media
import Net
import Report
import Testing

@testable import Jobs

@Suite struct RunMemoryTests {
    private func memory(
        _ picture: (width: Int, height: Int)?, input: Int, _ model: ColorizerModel = .lite,
        _ precision: PrecisionChoice = .auto
    ) -> RunMemory {
        var options = Colorizer.Options()
        (options.inputWidth, options.inputHeight) = (input, input)
        return RunMemory(pictureSize: picture, options: options, model: model, precision: precision)
    }

    @Test func followsFromSizes() {
        let usual = memory((1920, 1080), input: 256).neededBytes
        #expect((0.3e9...1e9).contains(usual))
        #expect(memory((6000, 6000), input: 256).neededBytes > 10e9)
        #expect(memory((64, 48), input: 5000).neededBytes > 12e9)
        #expect(memory(nil, input: 256, .eccv16).neededBytes > memory(nil, input: 256).neededBytes)
    }

    /// 55 and 228 million numbers.
    @Test func weightsCount() {
        let (tiny, large) = (memory(nil, input: 256, .ddcolorTiny), memory(nil, input: 256, .ddcolorArtistic))
        #expect(tiny.leastBytes > 4 * 55e6 && large.leastBytes > 4 * 228e6)
        for precision in [PrecisionChoice.f32, .int8] {
            #expect(memory(nil, input: 256, .ddcolorArtistic, precision).leastBytes == large.leastBytes)
        }
        let short = memory(nil, input: 256, .ddcolorArtistic, .bf16)
        #expect(short.leastBytes > 2 * 228e6 && short.leastBytes < 0.5 * large.leastBytes)
    }

    @Test func isToldWhereItIsMoreThanIsFree() throws {
        let memory = memory((6000, 6000), input: 256)
        let notice = try memory.check(freeBytes: 2 * 0x1p30, mostBytes: 8 * 0x1p30)
        #expect(notice == .memoryShort(neededBytes: memory.neededBytes, freeBytes: 2 * 0x1p30))
        #expect(try memory.check(freeBytes: 64 * 0x1p30, mostBytes: 64 * 0x1p30) == nil)
        #expect(try memory.check(freeBytes: nil, mostBytes: nil) == nil)
    }

    @Test func isRefusedWhereNoProcessCanHaveIt() {
        let error = #expect(throws: MediaError.self) {
            try memory((6000, 6000), input: 256).check(freeBytes: 2 * 0x1p30, mostBytes: 3 * 0x1p30)
        }
        guard case .tooLittleMemory(let leastBytes, let mostBytes) = error?.fault else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect((3.42...3.52).contains(leastBytes / 0x1p30) && mostBytes == 3 * 0x1p30)
        #expect(error?.advice == [.useLessMemory(includesEncoder: false)])
    }
}
