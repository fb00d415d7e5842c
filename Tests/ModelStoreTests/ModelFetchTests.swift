import Flow
import Glibc
import TestSupport
import Testing

@testable import ModelStore

/// Downloads from a server on this machine that fails in every way servers fail.
@Suite struct ModelFetchTests {
    private static let published = StoreFixture.published
    private static let partial = "tiny-1234.pth.partial"

    /// Fetches and expects the model.
    private func expectModel(_ fixture: StoreFixture, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(try fixture.store.fetch(fixture.model), sourceLocation: sourceLocation)
        #expect(try fixture.names == ["tiny-1234.pth"], sourceLocation: sourceLocation)
        #expect(try fixture.contents("tiny-1234.pth") == Self.published, sourceLocation: sourceLocation)
    }

    /// Fetches and expects a failure that says `fragments`, and nothing in the store but `leftovers`.
    private func expectFailure(
        _ fixture: StoreFixture, _ fragments: String..., leftovers: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let error = #expect(throws: ModelStoreError.self, sourceLocation: sourceLocation) {
            try fixture.store.fetch(fixture.model)
        }
        for fragment in fragments {
            let reason = error?.reason ?? ""
            #expect(reason.contains(fragment), "\(reason)", sourceLocation: sourceLocation)
        }
        #expect(try fixture.names == leftovers, sourceLocation: sourceLocation)
        #expect(fixture.store.installedPath(for: "tiny") == nil, sourceLocation: sourceLocation)
    }

    @Test func fetches() throws {
        let server = try LocalServer { .file(Self.published, for: $0) }
        let fixture = try StoreFixture(["\(server.address)/folder/tiny.pth"])
        var last: ModelFetchProgress?
        #expect(try fixture.store.fetch(fixture.model) { last = $0 })
        #expect(last == ModelFetchProgress(byteCount: 300_000, totalByteCount: 300_000))
        #expect(try fixture.contents("tiny-1234.pth") == Self.published)
        #expect(server.requests.map(\.target) == ["/folder/tiny.pth"])
        // Once is enough.
        #expect(try !fixture.store.fetch(fixture.model))
        #expect(server.requests.count == 1)
    }

    @Test func goesOnWhereTheServerBrokeOff() throws {
        let server = try LocalServer { request in
            var response = LocalServer.Response.file(Self.published, for: request)
            if request.rangeStart ?? 0 < 200_000 { response.breaksOffAfter = 100_000 }
            return response
        }
        let fixture = try StoreFixture(["\(server.address)/x"])
        try expectModel(fixture)
        #expect(server.requests.map(\.rangeStart) == [nil, 100_000, 200_000])
    }

    @Test func goesOnAtTheNextAddressAndInTheNextRun() throws {
        let isUp = Guarded(false)
        let server = try LocalServer { request in
            guard request.target == "/first" || isUp.withLock({ $0 }) else { return LocalServer.Response(status: 503) }
            var response = LocalServer.Response.file(Self.published, for: request)
            if request.target == "/first" {
                response.breaksOffAfter = request.rangeStart == nil ? 100_000 : 0
            }
            return response
        }
        let fixture = try StoreFixture(["\(server.address)/first", "\(server.address)/second"])
        try expectFailure(
            fixture, "HTTP status 503", "100000 of 300000 bytes are kept", leftovers: [Self.partial])
        isUp.withLock { $0 = true }
        try expectModel(fixture)
        #expect(server.requests.last?.rangeStart == 100_000)
    }

    @Test func beginsAgainWhereRangesAreIgnored() throws {
        let count = Guarded(0)
        let server = try LocalServer { _ in
            var response = LocalServer.Response.file(Self.published)
            if count.withLock({
                $0 += 1; return $0
            }) == 1 {
                response.breaksOffAfter = 100_000
            }
            return response
        }
        try expectModel(StoreFixture(["\(server.address)/x"]))
        #expect(server.requests.map(\.rangeStart) == [nil, 100_000, nil])
    }

    @Test func givesUpOnAServerThatAlwaysBreaksOff() throws {
        let server = try LocalServer { request in
            var response = LocalServer.Response.file(Self.published, for: request)
            response.breaksOffAfter = 1000
            return response
        }
        let fixture = try StoreFixture(["\(server.address)/x"])
        try expectFailure(fixture, "4000 of 300000 bytes are kept", leftovers: [Self.partial])
        #expect(server.requests.count == 4)
    }

    @Test func refusesOtherBytes() throws {
        let wrong = Self.published.map { $0 ^ 1 }
        let server = try LocalServer { .file($0.target == "/right" ? Self.published : wrong, for: $0) }
        try expectFailure(
            StoreFixture(["\(server.address)/wrong"]), "its SHA-256 is \(StoreFixture.digest(of: wrong))")
        #expect(server.requests.count == 1)
        try expectModel(StoreFixture(["\(server.address)/wrong", "\(server.address)/right"]))
    }

    @Test func refusesOtherLengths() throws {
        let server = try LocalServer { request in
            switch request.target {
            case "/short": return .file(Array(Self.published[..<1000]), for: request)
            case "/long": return .file(Self.published + [0], for: request)
            default:
                var response = LocalServer.Response(status: 200)
                response.body = Self.published
                response.isEndless = true
                return response
            }
        }
        try expectFailure(StoreFixture(["\(server.address)/short"]), "it has 1000 bytes where the model has 300000")
        try expectFailure(StoreFixture(["\(server.address)/long"]), "it sends more than 300000 bytes")
        try expectFailure(StoreFixture(["\(server.address)/endless"]), "it sends more than 300000 bytes")
    }

    @Test func triesAllAddressesInTurn() throws {
        let server = try LocalServer { request in
            switch request.target {
            case "/404": LocalServer.Response(status: 404)
            case "/503": LocalServer.Response(status: 503)
            default: .file(Self.published, for: request)
            }
        }
        let addresses = ["/404", "/503", "/x"].map { server.address + $0 }
        try expectModel(StoreFixture(addresses))
        #expect(server.requests.map(\.target) == ["/404", "/503", "/x"])
        try expectFailure(
            StoreFixture(Array(addresses[..<2])), "127.0.0.1:\(server.port): HTTP status 404; 127.0.0.1:",
            "HTTP status 503")
        // Nobody there at all.
        try expectFailure(StoreFixture(["http://127.0.0.1:1/x"]), "127.0.0.1:1: Failed to connect")
        try expectFailure(StoreFixture(["file:///etc/passwd"]), "Protocol")
    }

    @Test func followsRedirections() throws {
        let server = try LocalServer { request in
            guard request.target != "/x" else { return .file(Self.published, for: request) }
            var response = LocalServer.Response(status: 302)
            let next = ["/first": "/second", "/second": "/x", "/file": "file:///etc/passwd"][request.target]
            response.headers = [("Location", next ?? request.target)]
            return response
        }
        try expectModel(StoreFixture(["\(server.address)/first"]))
        try expectFailure(StoreFixture(["\(server.address)/circle"]), "Maximum (5) redirects followed")
        try expectFailure(StoreFixture(["\(server.address)/file"]), "Protocol")
    }

    @Test func doesNotTrustWhatWasKept() throws {
        let server = try LocalServer { .file(Self.published, for: $0) }
        for kept in [1000, 300_000, 400_000] {
            let fixture = try StoreFixture(["\(server.address)/x"])
            try fixture.write(Self.partial, [UInt8](repeating: 7, count: kept))
            try expectModel(fixture)
        }
        // But what was kept whole needs no server.
        let fixture = try StoreFixture(["http://127.0.0.1:1/x"])
        try fixture.write(Self.partial, Self.published)
        try expectModel(fixture)
    }

    @Test func asksTheMirrorInstead() throws {
        let server = try LocalServer { .file(Self.published, for: $0) }
        let mirror = "COLORIZE_VIDEO_MODEL_MIRROR"
        for address in ["\(server.address)/mirror", "\(server.address)/mirror/"] {
            try expectModel(StoreFixture(["http://127.0.0.1:1/x"], environment: [mirror: address]))
        }
        #expect(server.requests.map(\.target) == ["/mirror/tiny-1234.pth", "/mirror/tiny-1234.pth"])
        let error = #expect(throws: ModelStoreError.self) {
            let fixture = try StoreFixture(environment: [mirror: "/a/folder"])
            _ = try fixture.store.fetch(fixture.model)
        }
        #expect(error?.code == .invalidArgument)
    }

    @Test func asksTheProxy() throws {
        // Where a tunnel is asked for, the proxy is honoured; what would go through it is TLS's business.
        let proxy = try LocalServer { _ in LocalServer.Response(status: 502) }
        let fixture = try StoreFixture(
            ["https://weights.example/tiny.pth"], environment: ["https_proxy": proxy.address])
        try expectFailure(fixture, "weights.example: ", "502")
        #expect(proxy.requests.map(\.method) == ["CONNECT"])
        #expect(proxy.requests.first?.target == "weights.example:443")
    }

    @Test func saysThatCurlIsMissing() throws {
        let fixture = try StoreFixture(["http://127.0.0.1:1/x"], curl: "curl-that-does-not-exist")
        try expectFailure(fixture, "apt install curl")
    }

    @Test func oneFetchAtATime() throws {
        let fixtures = Guarded<StoreFixture?>(nil)
        let second = Guarded<(any Error)?>(nil)
        let server = try LocalServer { request in
            // While the first fetch waits for this answer, another one begins.
            if let fixture = fixtures.withLock({ $0 }) {
                do { _ = try fixture.store.fetch(fixture.model) } catch { second.withLock { $0 = error } }
            }
            return .file(Self.published, for: request)
        }
        let fixture = try StoreFixture(["\(server.address)/x"])
        fixtures.withLock { $0 = fixture }
        try expectModel(fixture)
        #expect("\(second.withLock { $0 } as Any)".contains("another fetch is writing here (process \(getpid()))"))
    }

    @Test func breaksOffWhenAskedTo() throws {
        let server = try LocalServer { _ in
            var response = LocalServer.Response(status: 200)
            response.body = [UInt8](repeating: 1, count: 1000)
            response.isEndless = true
            response.pause = 20_000
            return response
        }
        let fixture = try StoreFixture(["\(server.address)/x"])
        let partial = "\(fixture.store.directory)/\(Self.partial)"
        let error = #expect(throws: ModelStoreError.self) {
            try fixture.store.fetch(fixture.model, isCancelled: { FileSystem.byteCount(partial) ?? 0 > 0 })
        }
        #expect(error?.code == .interrupted)
        // What arrived is kept, and the store is free again.
        #expect(try fixture.names == [Self.partial])
        try fixture.store.remove(fixture.model)
        #expect(try fixture.names == [])
    }

    @Test func aDownloadNeverFollowsALink() throws {
        let server = try LocalServer { .file(Self.published, for: $0) }
        let fixture = try StoreFixture(["\(server.address)/x"])
        try fixture.write("victim", [1, 2, 3])
        let link = "\(fixture.store.directory)/\(Self.partial)"
        try #require(symlink("\(fixture.store.directory)/victim", link) == 0)
        #expect(throws: ModelStoreError.self) { try fixture.store.fetch(fixture.model) }
        #expect(try fixture.contents("victim") == [1, 2, 3])
    }

    @Test func saysThatTheStoreCannotBeWritten() throws {
        let fixture = try StoreFixture(["http://127.0.0.1:1/x"])
        let file = try fixture.write("file", [1])
        let store = try ModelStore(environment: ["XDG_CACHE_HOME": file, "PATH": "/usr/bin"], models: [fixture.model])
        let error = #expect(throws: ModelStoreError.self) { try store.fetch(fixture.model) }
        #expect(error?.code == .fileSystem)
        #expect(error?.description.contains("Not a directory") == true)
    }
}
