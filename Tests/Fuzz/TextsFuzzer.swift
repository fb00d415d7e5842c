import Files
import Net
import Shots

/// What libFuzzer calls first.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeMutableRawPointer, _ arguments: UnsafeMutableRawPointer) -> CInt {
    writeSeeds(seeds.map { Array($0.utf8) })
    return 0
}

/// Files as the program writes them, and as people change them.
private var seeds: [String] {
    switch fuzzedFormat {
    case "calibration":
        let calibration = Calibration(
            model: .lite, inputWidth: 256, inputHeight: 192, fingerprint: 0x1234_5678_9ABC_DEF0,
            limits: ["encoder.0.conv": 3.25, "head": 1e-30])
        let written = CalibrationFile(calibration, precision: .int8).text
        let ofAnotherSystem = written.split(separator: "\n").joined(separator: "\r\n")
        return [written, ofAnotherSystem, written + "limit a\u{301} 1 # wide\nlimit \u{600}\t2\n"]
    case "colors":
        return [
            """
            # a film
            ref   1502 stills/my ref_001502.png   # with a space
            point 0:05.200 0.41 0.63 #b08d57
            point 3 0.5 0.5 lab(12 -30.5)
            shot  1502 saturation 0.8
            shot  1:02:03.5 hue 320-360 turn +40
            shot  90 like 0:05.200
            """, "shot 70 keep\r\nshot 12 grey\r\npoint 5 0 1 Orange # there\r\n",
        ]
    default:
        let cuts = [Cut(frame: 7, seconds: 0.28), Cut(frame: 40, seconds: -1.6), Cut(frame: 90, seconds: nil)]
        return [
            CutList.text(of: cuts),
            "# mine\r\n\r\n  12   0.5 # here\r\n3\r\n3",
        ]
    }
}

/// What libFuzzer calls: the bytes are a text that somebody gave the program.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = withExactCopy(of: data, count: count) { String(decoding: $0, as: UTF8.self) }
    if fuzzedFormat == "colors" { return checkColors(text, count) }
    do throws(FileError) {
        switch fuzzedFormat {
        case "calibration": checkWritten(try CalibrationFile(text: text, path: "of two\nlines"))
        default: checkWritten(try CutList(text: text, path: "of two\nlines"), bits: UInt64(count))
        }
    } catch {
        require(error.kind == .unreadable, "\(error) is no fault of the input")
        require(!error.reason.isEmpty && Printable.line(error.reason) == error.reason, "not fit to print: \(error)")
        require(isOneLine(error.description), "a message of several lines")
    }
    return 0
}

/// What libFuzzer calls to change an input. Every second change is to a number or to a space, which its own seldom hit.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(_ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int, _ seed: UInt32) -> Int {
    var random = SplitMix(state: UInt64(seed))
    let bytes = UnsafeMutableBufferPointer(start: data, count: count)
    let kinds = [Array("0123456789".utf8), Array(" \t\r\n".utf8)]
    let places = bytes.indices.filter { place in kinds.contains { $0.contains(bytes[place]) } }
    guard Bool.random(using: &random), let place = places.randomElement(using: &random) else {
        return defaultMutation(data, count, capacity)
    }
    let kind = kinds.first { $0.contains(bytes[place]) } ?? []
    // A number may also get another sign, or none.
    let others = kind + Array("-.e#".utf8)
    bytes[place] = others.randomElement(using: &random) ?? 0
    return count
}

/// What was read obeys its rules, and is the same when it has been written and read again.
private func checkWritten(_ file: CalibrationFile) {
    let calibration = file.calibration
    require(calibration.inputWidth > 0 && calibration.inputHeight > 0, "a network that sees nothing")
    require(calibration.limits.values.allSatisfy { $0 > 0 && $0.isFinite }, "a limit that is none")
    do throws(FileError) {
        let again = try CalibrationFile(text: file.text, path: "written")
        require(again == file, "a calibration changed: \(file.text)")
    } catch {
        fatalError("what was written is not understood: \(error)")
    }
}

/// Likewise. `bits` makes the times, of which the writer must understand any.
private func checkWritten(_ list: CutList, bits: UInt64) {
    require(list.frames.allSatisfy { $0 >= 0 && list.contains($0) }, "a shot that begins before the film")
    let cuts = list.frames.sorted().map { frame in
        Cut(frame: frame, seconds: Double(bitPattern: (UInt64(frame) &+ bits) &* 0x9E37_79B9_7F4A_7C15))
    }
    do throws(FileError) {
        let again = try CutList(text: CutList.text(of: cuts), path: "written")
        require(again == list, "a list changed: \(CutList.text(of: cuts))")
    } catch {
        fatalError("what was written is not understood: \(error)")
    }
}

/// What was read of a list of colours obeys its rules; of a mistake the line is known. `bits` makes the film's shots
/// and its length.
private func checkColors(_ text: String, _ bits: Int) -> CInt {
    do throws(ColorList.Mistake) {
        let list = try ColorList(text)
        require(list.times.allSatisfy { (0..<1e9).contains($0) }, "a time that is none")
        let times = list.times.filter { $0 < Double(bits) }
        let guidance = try list.guidance(
            frames: Dictionary(uniqueKeysWithValues: times.map { ($0, Int(25 * $0)) }))
        require(guidance.frames.allSatisfy { $0 >= 0 }, "a frame before the film")
        require(guidance.stills.allSatisfy { !$0.path.isEmpty }, "a still without a name")
        require(guidance.points.allSatisfy { (0...1).contains($0.x) && (0...1).contains($0.y) }, "a point outside")
        for change in guidance.changes {
            switch change.change {
            case .saturation(let factor): require((0...4).contains(factor), "a factor of \(factor)")
            case .hue(let hue):
                let isRange = (0...360).contains(hue.from) && (hue.from...hue.from + 360).contains(hue.to)
                require(isRange && (-180...180).contains(hue.turn), "\(hue)")
            case .grey, .keep: break
            }
        }
        try guidance.check(ShotRanges(CutList(frames: [bits, 2 * bits, 3 * bits])))
    } catch {
        require((1...text.lines.count).contains(error.line), "line \(error.line) of \(text.lines.count)")
        require(isOneLine(Printable.line(error.reason)) && !error.reason.isEmpty, "a message of several lines")
    }
    return 0
}
