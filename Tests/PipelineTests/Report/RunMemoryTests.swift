import Net
import Testing

@testable import Pipeline

@Suite struct RunMemoryTests {
    private func memory(_ picture: (width: Int, height: Int)?, input: Int, _ model: ColorizerModel = .lite) -> RunMemory
    {
        var options = Colorizer.Options()
        (options.inputWidth, options.inputHeight) = (input, input)
        return RunMemory(pictureSize: picture, options: options, model: model)
    }

    @Test func followsFromSizes() {
        let usual = memory((1920, 1080), input: 256).neededBytes
        #expect((0.3e9...1e9).contains(usual))
        #expect(memory((6000, 6000), input: 256).neededBytes > 10e9)
        #expect(memory((64, 48), input: 5000).neededBytes > 12e9)
        #expect(memory(nil, input: 256, .eccv16).neededBytes > memory(nil, input: 256).neededBytes)
    }

    @Test func isToldWhereItIsMoreThanIsFree() {
        let memory = memory((6000, 6000), input: 256)
        #expect(memory.warning(freeBytes: 2 * 0x1p30)?.contains("and 2.0 are free") ?? false)
        #expect(memory.warning(freeBytes: 64 * 0x1p30) == nil && memory.warning(freeBytes: nil) == nil)
    }
}
