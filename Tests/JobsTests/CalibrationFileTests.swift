import Files
import Media
import Net
import Testing

@testable import Jobs

/// The text of a calibration.
@Suite struct CalibrationFileTests {
    private static let calibration = Calibration(
        model: .eccv16, inputWidth: 320, inputHeight: 256, fingerprint: 0xFEDC_BA98_7654_3210,
        limits: ["a": 3.4e38, "b.0": .leastNonzeroMagnitude, "c\u{600}": 0.1])
    private static let file = CalibrationFile(calibration, precision: .int8)

    private func refusal(_ text: String) -> String? {
        do throws(FileError) {
            _ = try CalibrationFile(text: text, path: "c.txt")
            return nil
        } catch {
            return error.kind == .unreadable ? error.reason : "\(error)"
        }
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func readsWhatItWrites(end: String) throws {
        let text = Self.file.text.split(separator: "\n").joined(separator: end)
        #expect(try CalibrationFile(text: text, path: "c.txt") == Self.file)
    }

    @Test(arguments: [
        "model ECCV16", "model lite lite", "input 256", "input 0 256", "input 256 -256", "weights xyz",
        "weights 10000000000000000", "precision f16", "limit a", "limit a 0", "limit a -1", "limit a inf",
        "limit a nan", "limit a b", "limits", "\u{0}",
    ])
    func namesTheLineThatIsWrong(line: String) {
        #expect(refusal(Self.file.text + line) == "line 10 is not understood")
        #expect(refusal(Self.file.text + "# " + line) == nil)
    }

    /// Every text that breaks off is refused, or lacks limits only.
    @Test func textsThatBreakOff() throws {
        let text = Self.file.text
        for count in 0..<text.utf8.count {
            let part = String(decoding: text.utf8.prefix(count), as: UTF8.self)
            if refusal(part) != nil { continue }
            let read = try CalibrationFile(text: part, path: "c.txt")
            #expect(read.calibration.limits.count <= 3 && read.calibration.model == .eccv16, "\(count)")
        }
        #expect(refusal("")?.hasPrefix("is no calibration") == true)
        #expect(refusal("# colorize-video calibration 1")?.hasPrefix("lacks one of") == true)
    }
}
