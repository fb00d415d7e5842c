import Dispatch
import Glibc

/// An HTTP server on 127.0.0.1 that misbehaves as a test wants: it hands each request to a closure and sends back what
/// that says, one connection after another. It ends with the object; every read and write gives up after ten seconds.
///
/// `@unchecked Sendable`: the descriptor and the port are constants, `handler` is called on the server's queue alone,
/// and the requests are only touched under the lock.
public final class LocalServer: @unchecked Sendable {
    /// What a client asked.
    public struct Request: Sendable {
        /// "GET", "CONNECT".
        public let method: String
        /// As on the request line: "/folder/file".
        public let target: String
        /// By lower-case name.
        public let headers: [String: String]

        /// The first byte of `Range: bytes=N-`; nil if the whole is asked for.
        public var rangeStart: Int? {
            guard let range = headers["range"], range.hasPrefix("bytes="), range.hasSuffix("-") else { return nil }
            return Int(range.dropFirst(6).dropLast())
        }
    }

    /// What to answer.
    public struct Response: Sendable {
        /// The status line's number.
        public var status: Int
        /// Sent as they are; Content-Length is added unless it is among them or `isEndless`.
        public var headers: [(String, String)] = []
        /// What follows.
        public var body: [UInt8] = []
        /// Bytes of the body after which the connection is closed.
        public var breaksOffAfter: Int?
        /// The body is sent again and again, without a length, until the client has had enough.
        public var isEndless = false
        /// How long to wait before it is sent again, in microseconds.
        public var pause: UInt32 = 0

        /// An answer with this status and nothing else.
        public init(status: Int) {
            self.status = status
        }

        /// The whole body, or with `request` the part it asks for.
        public static func file(_ body: [UInt8], for request: Request? = nil) -> Response {
            guard let start = request?.rangeStart else {
                var response = Response(status: 200)
                response.body = body
                return response
            }
            guard start < body.count else { return Response(status: 416) }
            var response = Response(status: 206)
            response.headers = [("Content-Range", "bytes \(start)-\(body.count - 1)/\(body.count)")]
            response.body = Array(body[start...])
            return response
        }
    }

    /// The port it listens on.
    public let port: Int
    private let listener: CInt
    private let handler: @Sendable (Request) -> Response
    private let queue = DispatchQueue(label: "LocalServer")
    private let lock = DispatchSemaphore(value: 1)
    private var seen: [Request] = []

    /// What has been asked so far.
    public var requests: [Request] {
        lock.wait()
        defer { lock.signal() }
        return seen
    }

    /// "http://127.0.0.1:PORT".
    public var address: String { "http://127.0.0.1:\(port)" }

    /// Begins to listen on a port the system chooses. Throws the errno of what failed.
    public init(_ handler: @escaping @Sendable (Request) -> Response) throws {
        struct SocketError: Error { let code = errno }
        let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0 else { throw SocketError() }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else {
            close(listener)
            throw SocketError()
        }
        self.listener = listener
        self.handler = handler
        port = Int(UInt16(bigEndian: address.sin_port))
        queue.async { [listener, weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { break }
                self?.serve(connection)
                close(connection)
            }
            close(listener)
        }
    }

    deinit {
        // Wakes accept, whose loop closes the descriptor.
        shutdown(listener, CInt(SHUT_RDWR))
    }

    private func serve(_ connection: CInt) {
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        guard let request = Self.readRequest(connection) else { return }
        lock.wait()
        seen.append(request)
        lock.signal()
        let response = handler(request)
        var head = "HTTP/1.1 \(response.status) Test\r\nConnection: close\r\n"
        for (name, value) in response.headers { head += "\(name): \(value)\r\n" }
        if !response.isEndless, !response.headers.contains(where: { $0.0 == "Content-Length" }) {
            head += "Content-Length: \(response.body.count)\r\n"
        }
        guard Self.send(Array("\(head)\r\n".utf8), connection) else { return }
        if response.isEndless {
            while Self.send(response.body, connection) { usleep(response.pause) }
        } else {
            _ = Self.send(Array(response.body.prefix(response.breaksOffAfter ?? Int.max)), connection)
        }
    }

    private static func readRequest(_ connection: CInt) -> Request? {
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while !text.ends(with: "\r\n\r\n".utf8) {
            let count = recv(connection, &chunk, chunk.count, 0)
            guard count > 0, text.count < 65536 else { return nil }
            text += chunk[..<count]
        }
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first?.split(separator: " "), first.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        return Request(method: String(first[0]), target: String(first[1]), headers: headers)
    }

    private static func send(_ bytes: [UInt8], _ connection: CInt) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}

extension [UInt8] {
    fileprivate func ends(with suffix: String.UTF8View) -> Bool {
        count >= suffix.count && self[(count - suffix.count)...].elementsEqual(suffix)
    }
}
