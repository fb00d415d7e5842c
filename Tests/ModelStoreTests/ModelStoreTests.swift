import Dispatch
import Flow
import Net
import Report
import TestSupport
import Testing

@testable import ModelStore

@Suite struct ModelStoreTests {
    @Test func isWhereTheEnvironmentSays() throws {
        #expect(try ModelStore(environment: ["XDG_CACHE_HOME": "/a", "HOME": "/b"]).directory == "/a/colorize-video")
        #expect(try ModelStore(environment: ["HOME": "/b"]).directory == "/b/.cache/colorize-video")
        // XDG: "If an implementation encounters a relative path … it should consider the path invalid and ignore it".
        #expect(
            try ModelStore(environment: ["XDG_CACHE_HOME": "a", "HOME": "/b"]).directory == "/b/.cache/colorize-video")
        #expect(throws: ModelStoreError.self) { try ModelStore(environment: [:]) }
    }

    @Test func knowsThePublishedNetworks() throws {
        let store = try ModelStore(environment: ["HOME": "/nonexistent"])
        for name in ["eccv16", "siggraph17"] {
            let model = try store.model(named: name)
            #expect(model.file.addresses.count == 3)
            #expect(model.file.addresses.allSatisfy { $0.hasPrefix("https://") })
            #expect(model.file.sha256.count == 64)
            // PyTorch's hub puts the first digits of the SHA-256 into a file's name.
            #expect(model.fileName.hasSuffix("-\(model.file.sha256.prefix(8)).pth"))
            #expect(model.license == "BSD-2-Clause")
            #expect(store.installedPath(for: name) == nil)
            let error = store.missing(name, operation: "load \(name)")
            #expect(error.code == .notInstalled && error.reason == "the weights of \(name) are not installed")
            let folder = "/nonexistent/.cache/colorize-video"
            #expect(error.advice == [.fetchModel(name, fileName: model.fileName, folder: folder)])
        }
        #expect(throws: ModelStoreError.self) { try store.model(named: "lite") }
    }

    /// Each at one revision: what a branch holds may change.
    @Test(arguments: ["ddcolor-tiny", "ddcolor-artistic", "ddcolor-modelscope"])
    func knowsDDColorsFiles(name: String) throws {
        let store = try ModelStore(environment: ["HOME": "/nonexistent"])
        let model = try store.model(named: name)
        #expect(model.license == "Apache-2.0" && model.training.contains("ImageNet"))
        #expect(model.byteCount == (name == "ddcolor-tiny" ? 220_372_845 : 911_914_869))
        #expect(model.fileName.hasSuffix("-\(model.file.sha256.prefix(8)).bin"))
        #expect(model.file.sha256.count == 64 && model.file.addresses.count == 1)
        let parts = model.file.addresses[0].split(separator: "/")
        #expect(parts.suffix(3).first == "resolve" && parts.suffix(2).first?.count == 40)
        #expect(parts.last == "pytorch_model.bin")
        // No two of them share a file.
        #expect(store.models.count { $0.fileName == model.fileName } == 1)
    }

    @Test func addsThePublishedFileUnderItsName() throws {
        let fixture = try StoreFixture()
        let path = try fixture.write("downloaded by hand.bin", StoreFixture.published)
        let (model, isPublished) = try fixture.store.add(path)
        #expect(model.name == "tiny")
        #expect(isPublished)
        #expect(try fixture.contents("tiny-1234.pth") == StoreFixture.published)
        #expect(fixture.store.installedPath(for: "tiny") == fixture.store.publishedPath(of: model))
        #expect(try fixture.store.verify(model))
    }

    @Test func addsAnotherFileWithTheSameTensors() throws {
        let fixture = try StoreFixture()
        let (model, isPublished) = try fixture.store.add("\(WeightsFixtures.goldens)/wrapped-zip.pth")
        #expect(!isPublished)
        #expect(try fixture.names == ["tiny.weights", "tiny.weights.sha256"])
        #expect(fixture.store.state(of: model) == .custom(path: "\(fixture.store.directory)/tiny.weights"))
        #expect(try fixture.store.verify(model))
        // Another one takes its place, but not the published file: it may be the only copy.
        _ = try fixture.store.add("\(WeightsFixtures.goldens)/wrapped-legacy.pth")
        #expect(try fixture.store.verify(model))
        let published = try fixture.write("x", StoreFixture.published)
        #expect(throws: ModelStoreError.self) { try fixture.store.add(published) }
        #expect(throws: ModelStoreError.self) { try fixture.store.fetch(model) }
        #expect(try fixture.names == ["tiny.weights", "tiny.weights.sha256", "x"])
    }

    /// Whoever comes last is there, with its own digest, however many come at once.
    @Test func addsOneAtATime() throws {
        let fixture = try StoreFixture()
        for _ in 0..<5 {
            let failures = Guarded(0)
            DispatchQueue.concurrentPerform(iterations: 4) { number in
                let name = number % 2 == 0 ? "wrapped-zip.pth" : "wrapped-legacy.pth"
                do { _ = try fixture.store.add("\(WeightsFixtures.goldens)/\(name)") } catch {
                    failures.withLock { $0 += 1 }
                }
            }
            #expect(failures.withLock { $0 } == 0)
            #expect(try fixture.store.verify(fixture.model))
            #expect(try fixture.names == ["tiny.weights", "tiny.weights.sha256"])
        }
    }

    /// Whenever an `add` is killed, what is installed is one of the two files, and known to be whole.
    @Test func addingIsOneStep() throws {
        let fixture = try StoreFixture()
        _ = try fixture.store.add("\(WeightsFixtures.goldens)/wrapped-zip.pth")
        let (old, record) = try (fixture.contents("tiny.weights"), fixture.contents("tiny.weights.sha256"))
        _ = try fixture.store.add("\(WeightsFixtures.goldens)/wrapped-legacy.pth")
        let (new, newRecord) = try (fixture.contents("tiny.weights"), fixture.contents("tiny.weights.sha256"))
        for weights in [old, new] {
            try fixture.write("tiny.weights", weights)
            try fixture.write("tiny.weights.sha256", newRecord + record)
            #expect(try fixture.store.verify(fixture.model))
        }
        try fixture.write("tiny.weights.sha256", record)
        #expect(try !fixture.store.verify(fixture.model))
    }

    @Test func waitsForWhoeverIsChangingIt() throws {
        let fixture = try StoreFixture()
        try FileSystem.makeDirectories(fixture.store.directory)
        let lock = Guarded<StoreLock?>(try StoreLock(fixture.store.directory, patience: .zero))
        #expect(throws: ModelStoreError.self) {
            _ = try StoreLock(fixture.store.directory, patience: .milliseconds(50))
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.3) { lock.withLock { $0 = nil } }
        _ = try fixture.store.add("\(WeightsFixtures.goldens)/wrapped-zip.pth")
        #expect(lock.withLock { $0 } == nil)
    }

    @Test func refusesToAddWhatFitsNoModel() throws {
        let fixture = try StoreFixture()
        for path in [
            "\(WeightsFixtures.goldens)/network-zip.pth", "\(WeightsFixtures.hostile)/web-page.other",
            "\(WeightsFixtures.hostile)/global-os-system.zip", "/nonexistent", "/",
        ] {
            #expect(throws: ModelStoreError.self, "\(path)") { try fixture.store.add(path) }
        }
        #expect(fixture.store.state(of: fixture.model) == .missing)
        // What the published file would hide is not taken either.
        try fixture.write(fixture.model.fileName, StoreFixture.published)
        let error = #expect(throws: ModelStoreError.self) {
            try fixture.store.add("\(WeightsFixtures.goldens)/wrapped-zip.pth")
        }
        #expect(error?.advice == [.removeModelOrNameWeights("tiny")])
        #expect(try fixture.names == ["tiny-1234.pth"])
    }

    @Test func noticesDamage() throws {
        let fixture = try StoreFixture()
        var bytes = StoreFixture.published
        bytes[150_000] ^= 1
        try fixture.write(fixture.model.fileName, bytes)
        #expect(try !fixture.store.verify(fixture.model))
        try fixture.write(fixture.model.fileName, Array(bytes[..<1000]))
        #expect(
            fixture.store.state(of: fixture.model) == .damaged(path: fixture.store.publishedPath(of: fixture.model)))
        #expect(try !fixture.store.verify(fixture.model))
        #expect(fixture.store.installedPath(for: "tiny") == nil)
        #expect(throws: ModelStoreError.self) { try fixture.store.weights(of: fixture.model) }
        #expect(fixture.store.missing("tiny", operation: "load tiny").reason.contains("damaged"))

        try fixture.store.remove(fixture.model)
        _ = try fixture.store.add("\(WeightsFixtures.goldens)/wrapped-zip.pth")
        let custom = try fixture.contents("tiny.weights")
        try fixture.write("tiny.weights", custom + [0])
        #expect(try !fixture.store.verify(fixture.model))
    }

    @Test func removesAllThereIsOfAModel() throws {
        let fixture = try StoreFixture()
        #expect(throws: ModelStoreError.self) { try fixture.store.remove(fixture.model) }
        #expect(throws: ModelStoreError.self) { try fixture.store.verify(fixture.model) }
        _ = try fixture.store.add("\(WeightsFixtures.goldens)/wrapped-zip.pth")
        try fixture.write("tiny-1234.pth", StoreFixture.published)
        try fixture.write("tiny-1234.pth.partial", [1, 2, 3])
        try fixture.store.remove(fixture.model)
        #expect(try fixture.names.isEmpty)
    }

    @Test func whatIsNoFileHasNoDigest() throws {
        let folder = try TemporaryFolder()
        for path in [folder.file("none"), folder.path] {
            let error = #expect(throws: ModelStoreError.self) { try FileSystem.sha256(path) }
            #expect(error?.code == .fileSystem && error?.path == path)
        }
    }
}
