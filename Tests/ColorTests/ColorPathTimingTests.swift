import Testing

@testable import Color

@Suite struct ColorPathTimingTests {
    @Test func everyStepIsTimedWithEveryInstructionSet() throws {
        let timings = try ColorPathTiming.measure(width: 37, height: 21, repeats: 2)
        let steps = Set(timings.map(\.step))
        #expect(steps.count == 8)
        #expect(timings.count == steps.count * KernelSet.available.count)
        #expect(timings.allSatisfy { $0.nanoseconds.count == 2 && $0.nanoseconds.allSatisfy { $0 > 0 } })
    }

    @Test func aPictureWithoutRowsIsRefused() {
        #expect(throws: ColorError.self) { try ColorPathTiming.measure(width: 16, height: 0, repeats: 1) }
    }
}
