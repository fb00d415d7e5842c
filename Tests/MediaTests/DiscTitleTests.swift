import Media
import Testing

@Suite struct DiscTitleTests {
    /// Which paths are put together, under which name: words, "name=file+file".
    @Test(arguments: [
        ("VTS_01_1.VOB VTS_01_2.VOB", "VTS_01.vob=VTS_01_1.VOB+VTS_01_2.VOB"),
        ("d/VTS_01_2.VOB a.mkv d/VTS_01_1.VOB", "d/VTS_01.vob=d/VTS_01_1.VOB+d/VTS_01_2.VOB a.mkv=a.mkv"),
        ("d/vts_02_1.vob e/vts_02_2.vob", "d/vts_02_1.vob=d/vts_02_1.vob e/vts_02_2.vob=e/vts_02_2.vob"),
        ("VTS_01_1.VOB VTS_02_1.VOB", "VTS_01_1.VOB=VTS_01_1.VOB VTS_02_1.VOB=VTS_02_1.VOB"),
        ("VTS_01_0.VOB", "VTS_01_0.VOB=VTS_01_0.VOB"), ("VTS_01_0.VOB ./VTS_01_1.VOB", "./VTS_01_1.VOB=./VTS_01_1.VOB"),
        ("a.mkv a.mkv", "a.mkv=a.mkv a.mkv=a.mkv"),
        ("VTS_1_1.VOB VTS_1_2.VOB", "VTS_1_1.VOB=VTS_1_1.VOB VTS_1_2.VOB=VTS_1_2.VOB"),
        ("VTS_01_11.VOB VTS_01_a.VOB", "VTS_01_11.VOB=VTS_01_11.VOB VTS_01_a.VOB=VTS_01_a.VOB"),
    ])
    func partsOfATitle(paths: String, films: String) {
        let titles = DiscTitle.join(paths.split(separator: " ").map(String.init))
        let found = titles.map { "\($0.namePath)=\(([$0.path] + $0.continuation).joined(separator: "+"))" }
        #expect(found.joined(separator: " ") == films)
    }

    @Test func menusAndGaps() {
        let titles = DiscTitle.join(["v/VTS_01_4.VOB", "v/VTS_01_0.VOB", "v/VTS_01_1.VOB", "v/VTS_02_1.VOB"])
        #expect(titles.map(\.menus) == [["v/VTS_01_0.VOB"], []])
        #expect(titles.map(\.missing) == [["v/VTS_01_2.VOB", "v/VTS_01_3.VOB"], []])
        #expect(["VIDEO_TS.VOB", "vts_09_0.vob"].allSatisfy(DiscTitle.isMenu))
        #expect(!["VTS_01_1.VOB", "VIDEO_TS.IFO", "film.vob"].contains(where: DiscTitle.isMenu))
    }
}
