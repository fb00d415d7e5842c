/// Why the colour path could not convert a picture.
enum ColorPathError: Error, Hashable, CustomStringConvertible {
    /// A size, bit depth or subsampling that no picture can have.
    case unusableLayout(String)
    /// A picture or buffer of another size or layout than the one prepared for.
    case mismatch(String)
    case outOfMemory(bytes: Int)

    var description: String {
        switch self {
        case .unusableLayout(let what): "cannot convert a picture with \(what)"
        case .mismatch(let what): "picture does not fit what was prepared: \(what)"
        case .outOfMemory(let bytes): "out of memory: no room for \(bytes) bytes of picture"
        }
    }
}
