import Foundation
import TestSupport
import Testing

@testable import Files

@Suite struct SHA256Tests {
    /// Examples of FIPS 180-4 (https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values).
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrst"
                + "nopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
    ])
    func givesThePublishedDigest(text: String, digest: String) {
        #expect(SHA256.digest(of: Array(text.utf8).span.bytes) == digest)
    }

    /// The fifth example: a million times "a".
    @Test func aMillionBytes() {
        let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        let digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        #expect(SHA256.digest(of: bytes.span.bytes) == digest)
    }

    /// Padding takes one block or two, depending on the length; Python's hashlib gave the digest of these digests.
    @Test func everyLengthAroundTheBordersOfBlocks() {
        var all = SHA256()
        for count in 0...260 { all.update(Array(SHA256.digest(of: Self.bytes(count).span.bytes).utf8).span.bytes) }
        #expect(all.finish() == "f50ee58fb8925a4811a32a86b03cb9c6dc31911b69ef4ba1b18da4cbfb4ca808")
    }

    @Test(arguments: [1, 3, 55, 56, 63, 64, 65, 127, 129, 1000])
    func piecesOfAnySizeGiveTheSame(size: Int) {
        for count in [0, 1, 63, 64, 65, 128, 500, 4099] {
            let bytes = Self.bytes(count)
            var hash = SHA256()
            for start in stride(from: 0, to: count, by: size) {
                hash.update(bytes.span.extracting(start..<min(start + size, count)).bytes)
            }
            #expect(hash.finish() == SHA256.digest(of: bytes.span.bytes), "\(count) bytes")
        }
    }

    @Test func twoAtATimeDoNotMix() {
        var first = SHA256()
        var second = SHA256()
        first.update(Array("a".utf8).span.bytes)
        second.update(Array("x".utf8).span.bytes)
        first.update(Array("bc".utf8).span.bytes)
        #expect(first.finish().hasPrefix("ba7816bf"))
        #expect(second.finish() == SHA256.digest(of: Array("x".utf8).span.bytes))
    }

    @Test func filesOfAnyNameAndLength() throws {
        let folder = try TemporaryFolder()
        for (name, count) in [("-a\\b\nc d", 3), ("none", 0), ("whole pieces", 2 << 20), ("and a half", 5 << 19 | 1)] {
            let bytes = Self.bytes(count)
            try Data(bytes).write(to: URL(fileURLWithPath: folder.file(name)))
            let file = try RegularFile(path: folder.file(name), refusal: "is not a file")
            #expect(try SHA256.digest(of: file) == SHA256.digest(of: bytes.span.bytes))
        }
    }

    @Test func aCancelledDigestIsNone() throws {
        let folder = try TemporaryFolder()
        try Data(Self.bytes(3 << 20)).write(to: URL(fileURLWithPath: folder.file("x")))
        var remaining = 2
        let digest = try SHA256.digest(of: RegularFile(path: folder.file("x"), refusal: "")) {
            remaining -= 1
            return remaining < 0
        }
        #expect(digest == nil && remaining == -1)
    }

    private static func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    }
}
