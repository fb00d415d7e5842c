public import Foundation

/// A file that is damaged in place, one way after another: quick, where writing it anew a thousand times is not.
public final class DamagedFile {
    /// What it holds while it is whole.
    public let bytes: Data
    private let handle: FileHandle

    /// The file at `path`, which is whole.
    public init(_ path: String) throws {
        bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    }

    /// Runs `body` with the file cut after every number of bytes; the file ends empty.
    public func cutEverywhere(_ body: (_ count: Int) throws -> Void) throws {
        for count in bytes.indices.reversed() {
            try handle.truncate(atOffset: UInt64(count))
            try body(count)
        }
    }

    /// Runs `body` with each byte changed by each of `changes`, one at a time; the file ends whole.
    public func changeEverywhere(by changes: [UInt8], _ body: (_ place: Int) throws -> Void) throws {
        for place in bytes.indices {
            for change in changes + [0] {
                try handle.seek(toOffset: UInt64(place))
                try handle.write(contentsOf: Data([bytes[place] ^ change]))
                if change != 0 { try body(place) }
            }
        }
    }
}
