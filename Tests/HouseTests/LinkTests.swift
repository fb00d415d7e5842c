import Foundation
import TestSupport
import Testing

/// Links between the pages of the documentation, to files and to headings.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct LinkTests {
    private static var pages: [String] {
        get throws {
            try Documentation.pages + ["CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"]
                + ["Benchmarks/README.md", "training/README.md"]
        }
    }

    /// The lines of a page outside of fenced blocks, without what is between backquotes.
    private static func prose(of page: String) throws -> [String] {
        var isFenced = false
        return try Documentation.lines(of: page).compactMap { line in
            if line.hasPrefix("```") { isFenced.toggle() }
            return isFenced ? nil : String(line.replacing(/`[^`]*`/, with: ""))
        }
    }

    /// The anchor that renderers give a heading: lower case, hyphens for spaces, letters and digits only.
    static func anchor(of heading: Substring) -> String {
        String(heading.lowercased().replacing(" ", with: "-").filter { $0.isLetter || $0.isNumber || $0 == "-" })
    }

    @Test(arguments: try pages)
    func linksLeadSomewhere(page: String) throws {
        let folder = URL(fileURLWithPath: "\(ProjectTree.root)/\(page)").deletingLastPathComponent()
        for line in try Self.prose(of: page) {
            for match in line.matches(of: /\]\(([^)\s]+)\)/) where !match.1.contains("://") {
                let parts = match.1.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
                let target = parts[0].isEmpty ? page : folder.appendingPathComponent(String(parts[0])).path
                #expect(parts[0].isEmpty || FileManager.default.fileExists(atPath: target), "\(page): \(match.1)")
                guard parts.count == 2 else { continue }
                let text = try String(
                    contentsOfFile: parts[0].isEmpty ? "\(ProjectTree.root)/\(page)" : target, encoding: .utf8)
                let headings = text.split(separator: "\n").filter { $0.hasPrefix("#") }
                let anchors = headings.map { Self.anchor(of: $0.drop { $0 == "#" }.dropFirst()) }
                #expect(anchors.contains(String(parts[1])), "\(page): \(match.1)")
            }
        }
    }

    /// Every page of `docs/` can be reached from README.md.
    @Test func readmeNamesEveryPage() throws {
        let readme = try Documentation.lines(of: "README.md").joined(separator: "\n")
        for page in try Documentation.pages.dropFirst() { #expect(readme.contains("(\(page))"), "\(page)") }
    }

    @Test func anchors() {
        #expect(Self.anchor(of: "Bits and colour") == "bits-and-colour")
        #expect(Self.anchor(of: "How `lite` works, and why") == "how-lite-works-and-why")
    }
}
