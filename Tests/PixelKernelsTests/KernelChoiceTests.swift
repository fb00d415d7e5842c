import Glibc
import PixelKernels
import TestSupport
import Testing

@Suite(.notUnderThreadSanitizer) struct KernelChoiceTests {
    @Test func everySetKnowsItsName() throws {
        #expect(Kernels.all.first?.description == "baseline")
        for kernels in Kernels.all { #expect(String(cString: kernels.table.pointee.name) == kernels.description) }
        #expect(pixel_kernels_named("mmx") == nil)
        #expect(pixel_kernels_named("") == nil)
    }

    @Test func theWidestThatRunsIsChosen() async {
        await #expect(processExitsWith: .success) {
            unsetenv("COLORIZE_ISA")
            let best = Kernels.all.last?.description
            exit(String(cString: pixel_kernels_best().pointee.name) == best ? 0 : 1)
        }
    }

    @Test func theEnvironmentCanAskForLess() async {
        await #expect(processExitsWith: .success) {
            for kernels in Kernels.all {
                setenv("COLORIZE_ISA", kernels.description, 1)
                if String(cString: pixel_kernels_best().pointee.name) != kernels.description { exit(1) }
            }
            setenv("COLORIZE_ISA", "avx1024", 1)
            exit(String(cString: pixel_kernels_best().pointee.name) == Kernels.all.last?.description ? 0 : 1)
        }
    }
}
