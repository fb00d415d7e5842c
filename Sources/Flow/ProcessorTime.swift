internal import Glibc

/// What the work of this process costs its processors.
///
/// Linux gives a new thread the name of the thread that starts it. A stage, and who opens a codec for it, bears the
/// stage's name, and so do the threads that codecs and oneDNN start for it: their time is the stage's (`top -H` shows
/// it, too).
package enum ProcessorTime {
    /// What all threads of the process have had so far, those that have ended included.
    package static var ofProcess: Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Gives this thread the name while `body` runs.
    package static func named<Result, Failure: Error>(
        _ name: String, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let old = threadName(in: "/proc/thread-self")
        rename(to: name)
        defer { if let old { rename(to: old) } }
        return try body()
    }

    /// What each thread that bears the name and lives has had so far, in clock ticks, by its number.
    fileprivate static func ticksOfThreads(named name: String) -> [String: Int] {
        guard let folder = opendir("/proc/self/task") else { return [:] }
        defer { closedir(folder) }
        var ticks: [String: Int] = [:]
        while let entry = readdir(folder) {
            let id = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let thread = "/proc/self/task/\(id)"
            if threadName(in: thread) == kernelName(name) { ticks[id] = ticksOfThread(in: thread) }
        }
        return ticks
    }

    /// In a second, proc(5).
    fileprivate static var ticksPerSecond: Int { max(1, sysconf(CInt(_SC_CLK_TCK))) }

    private static func kernelName(_ name: String) -> String {
        // As much as Linux keeps.
        String(decoding: name.utf8.prefix(15), as: UTF8.self)
    }

    private static func rename(to name: String) {
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        defer { close(file) }
        // If it cannot be written there are no times, which is no reason to stop.
        _ = name.withCString { write(file, $0, strlen($0)) }
    }

    /// nil if the thread has ended.
    private static func threadName(in folder: String) -> String? {
        contents(of: "\(folder)/comm").map { String($0.prefix { $0 != "\n" }) }
    }

    private static func ticksOfThread(in folder: String) -> Int {
        // "12 (name) S …": the name may hold anything. User and system time are the 14th and 15th field, proc(5).
        let fields = contents(of: "\(folder)/stat")?.split(separator: ")").last?.split(separator: " ") ?? []
        return fields.count > 12 ? (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0) : 0
    }

    /// The first bytes of a file; nil if it cannot be read.
    private static func contents(of path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let bytes = [UInt8](unsafeUninitializedCapacity: 1024) { buffer, count in
            count = max(0, read(file, buffer.baseAddress, buffer.count))
        }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}

/// Adds up what the threads of one name have had since this was made, to a hundredth of a second.
struct ThreadTimes {
    private let name: String
    private let start: [String: Int]
    private var last: [String: Int]

    init(of name: String) {
        self.name = name
        start = ProcessorTime.ticksOfThreads(named: name)
        last = start
    }

    /// Looks again. What a thread has had after the last look before its end is lost: look while they live.
    mutating func look() {
        last.merge(ProcessorTime.ticksOfThreads(named: name)) { $1 }
    }

    /// As of the last look.
    var total: Duration {
        let ticks = last.reduce(0) { sum, thread in sum + max(0, thread.value - (start[thread.key] ?? 0)) }
        return .seconds(Double(ticks) / Double(ProcessorTime.ticksPerSecond))
    }
}
