import Testing

@testable import Color

@Suite struct KernelSetTests {
    @Test func theBaselineIsAlwaysThereAndTheBestIsAmongTheAvailable() {
        let names = KernelSet.available.map(\.name)
        #expect(names.first == "baseline")
        #expect(names.contains(KernelSet.best.name))
        #expect(PixelInstructionSet.name == KernelSet.best.name)
    }
}
