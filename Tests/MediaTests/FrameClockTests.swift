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

    private func all(_ stated: [(pts: Int64?, duration: Int64)], usual: Int64 = 10) -> [FrameClock.Times] {
        var clock = FrameClock(usualDuration: usual)
        return stated.map { clock.next(pts: $0.pts, duration: $0.duration) }
    }

    /// A frame lasts what it says, and where it says nothing usable as long as usual.
    @Test func durations() {
        let times = all([(0, 7), (nil, 0), (nil, -3), (nil, .max), (nil, 2), (nil, 0)])
        #expect(times.map(\.duration) == [7, 10, 10, 10, 2, 10])
        #expect(times.map(\.pts) == [0, 7, 17, 27, 37, 39])
        // Nothing lasts no time at all.
        #expect(all([(nil, 0), (nil, 0)], usual: 0).map(\.pts) == [0, 1])
    }

    /// Only what the file says can be wrong.
    @Test func movedTimesAreToldFromMissingOnes() {
        #expect(all([(0, 0), (nil, 0), (10, 0), (5, 0), (40, 0)]).map(\.isMoved) == [false, false, true, true, false])
        #expect(all([(0, 0), (.max, 0)]).map(\.isMoved) == [false, false])
    }

    /// Up to eight frames back a time is wrong by itself; further, the clock has begun anew.
    @Test func aLittleBackIsNoNewBeginning() {
        #expect(times([0, 100, 20, 110, 120]) == [0, 100, 101, 110, 120])
        #expect(times([0, 100, 19, 29, 39]) == [0, 100, 110, 120, 130])
    }
}
