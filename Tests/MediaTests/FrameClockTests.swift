import Testing

@testable import Media

/// Times that grow whatever a film says.
@Suite struct FrameClockTests {
    private func times(_ stated: [Int64?], duration: Int64 = 10) -> [Int64] {
        var clock = FrameClock(usualDuration: duration)
        return stated.map { clock.next(pts: $0, duration: 0).pts }
    }

    @Test func goodTimesStay() {
        #expect(times([-20, -10, 5, 100, 101]) == [-20, -10, 5, 100, 101])
    }

    @Test func missingTimesFollowTheFrameBefore() {
        #expect(times([nil, nil, nil]) == [0, 10, 20])
        #expect(times([7, nil, nil, 40]) == [7, 17, 27, 40])
    }

    @Test func repeatedTimesAreMovedByATick() {
        #expect(times([0, 10, 10, 20, 20, 30]) == [0, 10, 11, 20, 21, 30])
    }

    @Test func aClockThatBeginsAnewGoesOn() {
        #expect(times([0, 500, 510, 0, 10, 20]) == [0, 500, 510, 520, 530, 540])
    }

    @Test func timesNoFilmHasAreNotUsed() {
        #expect(times([0, 10, .max, .min, 40]) == [0, 10, 20, 30, 40])
        // Jump after jump: nothing overflows.
        let wild = times((0..<10_000).map { $0 % 2 == 0 ? 1 << 51 : -(1 << 51) })
        #expect(wild.count == 10_000)
    }
}
