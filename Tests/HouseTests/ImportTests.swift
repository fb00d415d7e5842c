import Foundation
import TestSupport
import Testing

/// The rooms of the house and who may talk to whom, read off the sources.
@Suite(.notUnderThreadSanitizer, .notUnderAddressSanitizer) struct ImportTests {
    /// Path below Sources → contents, of files with one of these extensions.
    private static func sources(_ extensions: Set<String>) throws -> [(path: String, text: String)] {
        let root = ProjectTree.root + "/Sources"
        let files = try #require(FileManager.default.enumerator(atPath: root))
        var result: [(path: String, text: String)] = []
        for case let path as String in files where extensions.contains((path as NSString).pathExtension) {
            result.append((path, try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)))
        }
        return result
    }

    /// The modules a Swift file imports, with the words before `import`.
    private static func imports(in text: String) -> [(modifiers: [Substring], module: Substring)] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
                words[..<place].allSatisfy({
                    ["public", "internal", "private", "package"].contains($0) || $0.hasPrefix("@")
                })
            else { return nil }
            return (Array(words[..<place]), words[place + 1].prefix { $0 != "." })
        }
    }

    /// Every room by its folder, and what it may import; the libraries of the toolchain are everyone's.
    private static let allowed: [String: Set<String>] = [
        "Flow": ["DequeModule"],
        "Files": ["FFmpegShim", "FilesShim", "Flow"],
        "Net/Weights": ["Files", "Flow", "EmbeddedWeights"],
        "Net/Net": ["Weights", "Flow", "OneDNNShim", "PixelKernels"],
        "Net/ModelStore": ["Net", "Weights", "Files", "Report"],
        "Report": ["Files"],
        "Pipeline/Color": ["Flow", "PixelKernels"],
        "Pipeline/Media": ["Color", "Files", "Flow", "Report", "FFmpegShim"],
        "Pipeline/Shots": ["Color", "Files", "PixelKernels"],
        "Pipeline/Guidance": ["Color", "Files", "PixelKernels", "Shots"],
        "Pipeline/Coloring": ["Color", "Flow", "Guidance", "Media", "Net", "Shots"],
        "Pipeline/Jobs": [
            "Color", "Coloring", "Files", "Flow", "Guidance", "Media", "Net", "Report", "Shots", "Weights",
        ],
        "Pipeline/Evaluation": ["Color", "Coloring", "Files", "Flow", "Guidance", "Media", "Net", "Report", "Shots"],
        "colorize-video": [
            "Color", "Coloring", "Evaluation", "Files", "Flow", "Jobs", "Media", "ModelStore", "Net", "Report", "Shots",
            "Weights", "ArgumentParser",
        ],
    ]
    private static let toolchain: Set<String> = [
        "Dispatch", "FoundationEssentials", "Glibc", "Synchronization",
    ]
    private static let shims: Set<String> = [
        "OneDNNShim", "EmbeddedWeights", "FFmpegShim", "FilesShim", "PixelKernels",
    ]

    @Test func roomsImportOnlyWhatTheyMay() throws {
        var count = 0
        for (path, text) in try Self.sources(["swift"]) {
            // The innermost.
            let room = Self.allowed.keys.filter { path.hasPrefix($0 + "/") }.max { $0.count < $1.count }
            let allowed = try #require(room.flatMap { Self.allowed[$0] }, "\(path) is in no known room")
            for (modifiers, module) in Self.imports(in: text) {
                count += 1
                #expect(
                    allowed.contains(String(module)) || Self.toolchain.contains(String(module)),
                    "\(path) imports \(module)")
                // No C type in a public Swift signature.
                #expect(
                    !Self.shims.contains(String(module)) || !modifiers.contains("public"),
                    "\(path) imports \(module) publicly")
            }
        }
        #expect(count > 20)
    }

    @Test(arguments: [
        ("FFmpegShim", ["Files/SHA256.swift", "Pipeline/Media/"]),
        ("FilesShim", ["Files/"]),
        ("OneDNNShim", ["Net/Net/Backends/OneDNN/"]),
        ("PixelKernels", ["Net/Net/Backends/OneDNN/", "Pipeline/Color/", "Pipeline/Guidance/", "Pipeline/Shots/"]),
        ("EmbeddedWeights", ["Net/Weights/"]),
    ])
    func shimsAreImportedOnlyInTheirRoom(shim: String, places: [String]) throws {
        var count = 0
        for (path, text) in try Self.sources(["swift"])
        where Self.imports(in: text).contains(where: { $0.module == shim }) {
            count += 1
            #expect(places.contains { path.hasPrefix($0) }, "\(path) imports \(shim)")
        }
        #expect(count > 0)
    }

    @Test func libraryHeadersAreIncludedOnlyByTheirShim() throws {
        for (path, text) in try Self.sources(["c", "h"]) {
            let room = String(path.prefix { $0 != "/" })
            for line in text.split(separator: "\n") where line.hasPrefix("#include <") {
                #expect(!line.hasPrefix("#include <lib") || room == "FFmpegShim", "\(path): \(line)")
                #expect(!line.contains("dnnl") || room == "OneDNNShim", "\(path): \(line)")
            }
        }
    }

    /// The program for users looks for libraries where the system has them, not beside itself.
    @Test func theProgramHasNoRunPath() throws {
        let script = try String(contentsOfFile: ProjectTree.root + "/scripts/colorize", encoding: .utf8)
        #expect(script.contains("--static-swift-stdlib") && script.contains("--disable-local-rpath"))
    }
}
