import Testing

@testable import Media

@Suite struct PicturePatternTests {
    @Test(arguments: [
        ("scan_%06d.dpx", 7, "scan_000007.dpx"), ("scan_%06d.dpx", 12_345_678, "scan_12345678.dpx"),
        ("%d.png", 10, "10.png"), ("100%%_%02d%%.tif", 3, "100%_03%.tif"), ("a/b/%04d.exr", 0, "0000.exr"),
        ("2%03d4.png", 7, "20074.png"), ("7_%d_7.png", 7, "7_7_7.png"),
        // A mark joins the digit before it, a sign the one after it.
        ("a%02d\u{301}.png", 7, "a07\u{301}.png"), ("\u{600}%d\u{FE0F}\u{20E3}", 10, "\u{600}10\u{FE0F}\u{20E3}"),
    ])
    func namesAndNumbers(path: String, number: Int, name: String) throws {
        let pattern = try #require(PicturePattern(path: path))
        #expect(pattern.name(number) == name)
        #expect(pattern.number(of: name) == number)
    }

    @Test(arguments: [
        "scan.dpx", "scan_%%d.dpx", "%d_%d.png", "%6d.png", "%x.png", "%", "%0d.png", "%d/scan.png", "%099d.p",
    ])
    func noPatterns(path: String) { #expect(PicturePattern(path: path) == nil) }

    @Test func otherNamesHaveNoNumber() throws {
        let pattern = try #require(PicturePattern(path: "reel/scan_%03d.dpx"))
        #expect(pattern.folder == "reel" && pattern.fileExtension == "dpx")
        for name in [
            "scan_7.dpx", "scan_0007.dpx", "scan_007.DPX", "scan_.dpx", "scan_-07.dpx", "scan_+07.dpx", "x007.dpx",
        ] { #expect(pattern.number(of: name) == nil, "\(name)") }
        #expect(pattern.number(of: "scan_99999999999999999999.dpx") == nil)
        #expect(try #require(PicturePattern(path: "a%da")).number(of: "a") == nil)
        // The same letter in its two codings is the same name.
        #expect(try #require(PicturePattern(path: "\u{E9}%d.png")).number(of: "e\u{301}5.png") == 5)
    }

    @Test func gaps() throws {
        let none = [
            ["a1.png", "a2.png", "b7.png", "c.png"], ["x_9.png", "x_10.png"], ["1.png", "1.tif", "1a.png"], [],
        ]
        for names in none { #expect(FrameNaming.gaps(in: names) == nil, "\(names)") }
        let found = try #require(
            FrameNaming.gaps(in: ["r2_0001.dpx", "r2_0002.dpx", "r2_0005.dpx", "r2_0006.dpx", "r2_0008.dpx"]))
        #expect(found == (before: "r2_0002.dpx", after: "r2_0005.dpx", missing: 3))
        // Numbers that no sum could hold count for nothing.
        #expect(FrameNaming.gaps(in: ["1.png", "9999999999999999999.png"]) == nil)
    }

    @Test func paths() {
        #expect(FrameNaming.splitPath("a/b/c.png") == ("a/b", "c.png"))
        #expect(FrameNaming.splitPath("c.png") == (".", "c.png"))
        #expect(FrameNaming.splitPath("/c.png") == ("/", "c.png"))
        #expect(["a//", "/", "a", ""].map { FrameNaming.folder($0) } == ["a", "/", "a", "/"])
        // A slash is one, whatever follows it.
        let (folder, name) = FrameNaming.splitPath("a/\u{301}b")
        #expect(folder == "a" && name.unicodeScalars.elementsEqual("\u{301}b".unicodeScalars))
    }

    /// What pictures of a folder are called in another.
    @Test(arguments: [
        ("a.png", PictureFormat.png, "a.png"), ("a.PNG", .png, "a.PNG"), ("a.tiff", .png, "a.png"),
        ("a.tiff", .tiff, "a.tiff"), ("a.dpx", .jpeg, "a.jpg"), ("a.dpx", nil, "a.dpx"), ("a.j2k", nil, "a.j2k"),
        ("a.pgm", nil, "a.ppm"), ("a.pgm", .ppm, "a.ppm"), ("a.b.ppm", .exr, "a.b.exr"),
    ])
    func outputNames(source: String, format: PictureFormat?, name: String) throws {
        let output = try #require(PictureOutput(path: "no-such-folder/", isForPictures: true))
        #expect(output.name(source: source, place: 3, numbering: .counted(from: 1, atPlace: 0), format: format) == name)
    }
}

@Suite struct FrameRateTests {
    @Test(arguments: [
        ("24", "24"), ("24/1", "24"), ("24000/1001", "24000/1001"), ("23.976", "24000/1001"), ("23.98", "24000/1001"),
        ("29.97", "30000/1001"), ("59.94", "60000/1001"), ("16.667", "16667/1000"), ("18.0", "18"), ("0.5", "500/1000"),
        ("25.0", "25"),
    ])
    func read(text: String, rate: String) { #expect(FrameRate(text)?.description == rate) }

    @Test(arguments: [
        "", "0", "-24", "24/0", "0/1", "/", "1/", "nan", "inf", "1e9", "2000", "24fps", "99999999999/1", "0x18",
    ])
    func refused(text: String) { #expect(FrameRate(text) == nil) }
}
