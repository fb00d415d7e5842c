import Files
import TestSupport
import Testing

@testable import ModelStore

@Suite struct FileDigestTests {
    /// Examples of FIPS 180-4 (https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values).
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func givesThePublishedDigest(text: String, digest: String) throws {
        #expect(try StoreFixture.digest(of: Array(text.utf8)) == digest)
    }

    @Test func awkwardNamesAndWhatIsNoFile() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("-a\\b\nc d")
        var file = try UnfinishedFile.begin(path)
        try file.append(Array("abc".utf8))
        try file.finish()
        #expect(try FileSystem.sha256(path).hasPrefix("ba7816bf"))
        #expect(throws: ModelStoreError.self) { try FileSystem.sha256(folder.file("none")) }
        #expect(throws: ModelStoreError.self) { try FileSystem.sha256(folder.path) }
    }
}
