import Report
import Testing

@testable import Media

@Suite struct DamageLogTests {
    private static let first = FilmDamage.Place.frame(3, seconds: 0.12)
    private static let second = FilmDamage.Place.frame(9, seconds: 0.36)

    @Test func nothingWrongIsNothingReported() {
        #expect(DamageLog(path: "film", isStrict: false).notices == [])
    }

    /// Each kind once, with how often and where first, in the order of the kinds and not of their coming.
    @Test func eachKindIsReportedOnce() throws {
        var log = DamageLog(path: "film", isStrict: false)
        try log.note(.badTime, at: Self.first)
        try log.note(.guessedFrame, at: Self.second, detail: .report("concealed"))
        try log.note(.badTime, at: Self.second, detail: .report("not of the first"))
        try log.note(.badTime, at: Self.second)
        #expect(
            log.notices == [
                .damage(path: "film", FilmDamage(.guessedFrame, place: Self.second, detail: .report("concealed"))),
                .damage(path: "film", FilmDamage(.badTime, count: 3, place: Self.first)),
            ])
    }

    @Test func whoIsStrictStopsAtTheFirst() throws {
        var log = DamageLog(path: "film", isStrict: true)
        let error = #expect(throws: MediaError.self) {
            try log.note(.otherSize, at: Self.second, detail: .report("x"))
        }
        #expect(error?.code == .badInput && error?.path == "film")
        #expect(error?.fault == .damage(FilmDamage(.otherSize, place: Self.second, detail: .report("x"))))
        // What stopped the run is reported as all else is.
        #expect(log.notices.count == 1)
    }

    @Test func whatIsIgnoredCountsForNothing() throws {
        var log = DamageLog(path: "film", isStrict: true, ignored: [.badTime])
        try log.note(.badTime, at: Self.first)
        #expect(log.notices == [])
        #expect(throws: MediaError.self) { try log.note(.timeJump, at: Self.first) }
    }
}
