/// What libFuzzer calls first.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeMutableRawPointer, _ arguments: UnsafeMutableRawPointer) -> CInt {
    writeSeeds(seeds.map { Array($0.utf8) })
    return 0
}

/// A pattern and names, a line each.
private let seeds = [
    "scan_%06d.dpx\nscan_000007.dpx\nscan_000010.dpx\nscan_12345678.dpx",
    "reel 2/%d.png\n2.png\n10.PNG\n02.png\na.pgm",
    "100%%_%02d%%.tif\n100%_03%.tif\n.hidden\nnone\na/b/c.exr",
    "2%03d4.j2k\n20074.j2k\nthe\u{301} end\u{1B}[2J.jpe\n\u{202E}gpj.exe",
]

/// What libFuzzer calls: the bytes are names that lie in a folder, the first of them a pattern.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = withExactCopy(of: data, count: count) { String(decoding: $0, as: UTF8.self) }
    checkPrintable(text)
    let names = text.utf8.split(separator: UInt8(ascii: "\n"), maxSplits: 7).map { String(Substring($0)) }
    guard let first = names.first else { return 0 }
    for name in names { checkParts(of: name) }
    checkOrder(of: names)
    if let pattern = PicturePattern(path: first) { check(pattern, names, seed: UInt64(count)) }
    return 0
}

/// What goes to a terminal is one line, does nothing there, and is itself when it is made fit again.
private func checkPrintable(_ text: String) {
    let line = Printable.line(text)
    require(Printable.line(line) == line, "printed twice, it changes")
    for scalar in line.unicodeScalars {
        let isFormat = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        require(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value), "a control character is printed")
        require(![0x2028, 0x2029].contains(scalar.value) && !isFormat, "a break or a turn is printed")
    }
    require(isOneLine(line), "several lines are printed")
}

/// The parts of a path are whole, and what a picture is called in another folder has its extension.
private func checkParts(of path: String) {
    let (folder, name) = FrameNaming.splitPath(path)
    require(!name.utf8.contains(UInt8(ascii: "/")), "\(name) has a slash")
    let joined = [name, "\(folder)\(name)", "\(folder)/\(name)"]
    require(joined.contains { $0.utf8.elementsEqual(path.utf8) }, "\(path) was cut to \(folder) and \(name)")
    let plain = FrameNaming.folder(path)
    require(!plain.isEmpty && (plain == "/" || plain.utf8.last != UInt8(ascii: "/")), "\(plain) has a slash at its end")

    guard !name.isEmpty else { return }
    let (stem, fileExtension) = FrameNaming.split(name)
    require(!stem.isEmpty && name.utf8.starts(with: stem.utf8), "\(name) is called \(stem)")
    for format in PictureFormat.allCases {
        let other = FrameNaming.split(FrameNaming.name(for: name, format: format))
        require(PictureFormat(fileExtension: other.fileExtension) == format, "\(other) for \(name)")
        require(other.stem == stem, "\(name) became \(other.stem)")
    }
    if let format = PictureFormat(fileExtension: fileExtension) {
        let same = FrameNaming.split(FrameNaming.name(for: name, format: nil))
        require(PictureFormat(fileExtension: same.fileExtension) == format && same.stem == stem, "\(same) for \(name)")
    }
}

/// Names have one order, whatever order they come in.
private func checkOrder(of names: [String]) {
    let isBefore = names.map { first in names.map { second in FrameNaming.naturalOrder(first, second) } }
    for first in names.indices {
        require(!isBefore[first][first], "\(names[first]) is before itself")
        for second in names.indices {
            let isEither = isBefore[first][second] != isBefore[second][first]
            require(isEither || names[first] == names[second], "\(names[first]), \(names[second])")
            for third in names.indices where isBefore[first][second] && isBefore[second][third] {
                require(isBefore[first][third], "\(names[first]), \(names[second]), \(names[third])")
            }
        }
    }
}

/// A name made from a number has that number; numbered names come in the order of their numbers, and what is missing
/// between them is counted.
private func check(_ pattern: PicturePattern, _ names: [String], seed: UInt64) {
    require(!pattern.name(0).utf8.contains(UInt8(ascii: "/")), "\(pattern) writes into other folders")
    for name in names {
        guard let number = pattern.number(of: name) else { continue }
        require(number >= 0 && pattern.name(number) == name, "\(name) is not number \(number) of \(pattern)")
    }
    var numbers: Set<Int> = [0, 9, 10, .max]
    for shift in [0, 7, 23, 40] { numbers.insert(Int((seed &* 0x9E37_79B9_7F4A_7C15) >> UInt64(shift + 1))) }
    let sorted = numbers.sorted()
    for number in sorted {
        require(pattern.number(of: pattern.name(number)) == number, "\(pattern.name(number)) is not \(number)")
        let numbering = PictureNumbering.counted(from: Int(seed), atPlace: 5)
        require(numbering.place(of: numbering.number(source: nil, place: number)) == number, "\(number) is elsewhere")
        require(PictureNumbering.kept(pattern).number(source: pattern.name(number), place: -1) == number, "not kept")
    }
    let made = sorted.map(pattern.name)
    require(made.reversed().sorted(by: FrameNaming.naturalOrder) == made, "\(made) is no order")

    // Where the number's digits are the only ones, what is missing is counted.
    let longest = pattern.name(333_333_333_333_333_333)
    guard longest.utf8.filter({ FrameNaming.isDigit($0) }).count == 18,
        let gap = FrameNaming.gaps(in: [3, 4, 7, 8, 20].map(pattern.name))
    else { return }
    require(gap.missing == 13 && gap.before == pattern.name(4) && gap.after == pattern.name(7), "gap \(gap)")
}
