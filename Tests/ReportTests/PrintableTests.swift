import Testing

@testable import Report

@Suite struct PrintableTests {
    @Test(arguments: [
        ("plain, für alle, 日本 👨‍👩‍👧", "plain, für alle, 日本 👨‍👩‍👧"), ("a\u{1B}[2Jb", "a\\x1B[2Jb"),
        ("two\nlines\r", "two\\x0Alines\\x0D"), ("\u{7F}\u{9B}31m", "\\x7F\\u{9B}31m"),
        ("\u{202E}gpj.exe\u{2066}", "\\u{202E}gpj.exe\\u{2066}"), ("a\u{2028}b\0", "a\\u{2028}b\\x00"),
        ("M\u{10FFFC}ller", "M\\xFCller"),
    ])
    func isOneLineThatNoTerminalActsUpon(text: String, line: String) { #expect(Printable.line(text) == line) }
}
