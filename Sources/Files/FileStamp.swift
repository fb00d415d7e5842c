internal import Glibc

/// Tells a file from any other that has its name, as long as nobody writes into it: it keeps its stamp when it is
/// renamed. Without the device, whose number may be another one after a restart.
package struct FileStamp: Codable, Hashable, Sendable {
    /// The file's number on its device.
    package let number: UInt64
    package let byteCount: Int64
    /// When its bytes last changed, in nanoseconds since 1970.
    package let modified: Int64

    /// Of what is at `path`, also at the end of links; nil if nothing is there.
    package init?(path: String) {
        var status = stat()
        guard stat(path.systemPath, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Of an open file.
    init?(descriptor: CInt) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        number = UInt64(status.st_ino)
        byteCount = Int64(status.st_size)
        modified = Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
    }
}
