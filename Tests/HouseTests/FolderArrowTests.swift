import Foundation
import TestSupport
import Testing

/// Folders that stand for targets: none knows a folder that is not in its list.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct FolderArrowTests {
    /// Every target with such folders.
    static let rules = [
        FolderArrows(
            root: "Net/Net",
            // A back end is not known to another, nor to what they have in common.
            allowed: FolderArrows.chain(["Tensor", "Operations", "Graph", "Models", "Precision", "Backends"]).merging([
                "Backends/OneDNN": ["Tensor", "Operations", "Graph", "Precision", "Backends"],
                "Backends/Reference": ["Tensor", "Operations", "Graph", "Precision", "Backends"],
                "Colorizer": ["Tensor", "Operations", "Graph", "Models", "Precision", "Backends", "Backends/OneDNN"],
            ]) { $1 }),
        FolderArrows(
            root: "Pipeline/Media",
            // Reading and writing do not know one another.
            allowed: FolderArrows.chain(["Names", "Headers", "Frames"]).merging([
                "Read": ["Names", "Headers", "Frames"], "Write": ["Names", "Headers", "Frames"],
                "Verify": ["Names", "Headers", "Frames", "Read", "Write"],
                "Stills": ["Names", "Headers", "Frames"],
                // A path that is no film's, by the containers there are, is a folder of pictures.
                "Sequences": ["Names", "Headers", "Frames", "Stills", "Write"],
            ]) { $1 }),
    ]

    @Test(arguments: rules) func foldersKnowOnlyWhatTheyMay(rule: FolderArrows) throws {
        let root = "\(ProjectTree.root)/Sources/\(rule.root)"
        var files: [(path: String, text: String)] = []
        for case let path as String in try #require(FileManager.default.enumerator(atPath: root))
        where path.hasSuffix(".swift") {
            files.append((path, try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)))
            #expect(rule.folder(of: path) != nil, "\(path) is in no known folder")
        }
        #expect(files.count > 20)
        #expect(rule.isAcyclic)
        let arrows = rule.arrows(in: files)
        #expect(!arrows.isEmpty)
        for (arrow, names) in arrows {
            let shown = names.sorted().joined(separator: ", ")
            #expect(rule.allowed[arrow.from]?.contains(arrow.to) == true, "\(arrow): \(shown)")
        }
    }

    // MARK: what the test itself sees

    private static let house = FolderArrows(root: "", allowed: ["Low": [], "High": ["Low"], "High/Side": ["Low"]])

    private static let lower = """
        /// Knows nothing of Roof.
        struct Floor { var size = 0 }
        """
    private static let upper = """
        struct Roof { struct Tile {} }
        protocol Shelter {}
        func build() {}
        private func hide() {}
        extension Floor { var isCovered: Bool { true } }
        """

    /// One planted arrow of each kind, from the lower folder to the upper one.
    @Test(arguments: [
        "let roof = Roof()", "func f(_ roof: Roof?) {}", "struct Cellar: Shelter {}", "extension Floor: Shelter {}",
        "extension Roof { var age: Int { 0 } }", "typealias Cover = Roof", "let list: [Roof] = []",
        "let tile = Roof.Tile()", "let text = \"a \\(Roof.self) b\"", "let text = #\"\\#(Roof.self)\"#",
        "let x = [1].map { _ in build() }", "func f(_ floor: Floor) -> Bool { floor.isCovered }",
        "struct Box<Content: Shelter> {}", "func f(_ x: any Shelter) {}", "@Flat<Roof> var x = 0",
    ])
    func plantedArrowsAreSeen(line: String) {
        let files = [("Low/Floor.swift", Self.lower), ("High/Roof.swift", Self.upper), ("Low/Other.swift", line)]
        #expect(Self.house.arrows(in: files).keys.contains(.init(from: "Low", to: "High")), "\(line)")
    }

    /// What is no arrow: words in comments and strings, members and names of one's own that are called the same.
    @Test(arguments: [
        "// Roof", "/* Roof /* Roof */ Roof */", "let text = \"Roof\"", "let text = \"\"\"\n    Roof\n    \"\"\"",
        "let text = #\"\\(Roof.self)\"#", "let x = other.Roof", "struct Roof {}\nlet roof = Roof()",
        "struct Own { var isCovered = false }\nlet x = Own().isCovered", "let x = Own().hide()",
    ])
    func whatIsNoArrowIsNone(line: String) {
        let files = [("Low/Floor.swift", Self.lower), ("High/Roof.swift", Self.upper), ("Low/Other.swift", line)]
        #expect(Set(Self.house.arrows(in: files).keys) == [.init(from: "High", to: "Low")], "\(line)")
    }

    @Test func foldersInsideFoldersStandForThemselves() {
        let files = [
            ("High/Roof.swift", Self.upper), ("High/Side/Wing.swift", "struct Wing { let roof: Roof }"),
            ("Floor.swift", Self.lower),
        ]
        #expect(Set(Self.house.arrows(in: files).keys) == [.init(from: "High/Side", to: "High")])
        #expect(Self.house.folder(of: "Elsewhere/A.swift") == nil)
    }

    @Test func filesBesideTheFoldersKnowNone() {
        let files = [("Base.swift", "let roof = Roof()"), ("High/Roof.swift", Self.upper)]
        #expect(Set(Self.house.arrows(in: files).keys) == [.init(from: ".", to: "High")])
    }

    @Test func listsThatLeadBackAreSeen() {
        #expect(Self.house.isAcyclic)
        #expect(!FolderArrows(root: "", allowed: ["A": ["B"], "B": ["C"], "C": ["A"]]).isAcyclic)
    }
}
