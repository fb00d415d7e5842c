import ArgumentParser

/// `--input-size`: the size of the picture that the network sees.
enum InputSize: ExpressibleByArgument {
    /// Exactly this size.
    case size(width: Int, height: Int)
    /// The shorter side; the longer one follows the film's shape.
    case shorterSide(Int)

    /// Sizes above this are refused: they are typing errors, or more than any memory.
    static let largest = 8192

    init?(argument: String) {
        let numbers = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.allSatisfy({ $0.map { (1...InputSize.largest).contains($0) } ?? false }) else { return nil }
        switch numbers.count {
        case 1: self = .shorterSide(numbers[0] ?? 0)
        case 2: self = .size(width: numbers[0] ?? 0, height: numbers[1] ?? 0)
        default: return nil
        }
    }

    var defaultValueDescription: String {
        switch self {
        case .size(let width, let height): "\(width)x\(height)"
        case .shorterSide(let size): "\(size)"
        }
    }

    /// The size, if it is given exactly.
    var exact: (width: Int, height: Int)? {
        if case .size(let width, let height) = self { (width, height) } else { nil }
    }

    /// The size to use for pictures of `pictureSize` (nil if they differ: then square), both sides rounded to the
    /// nearest multiple of what the network needs. A size given exactly is left as it is, for the network to refuse.
    func resolved(for pictureSize: (width: Int, height: Int)?, multiple: Int) -> (width: Int, height: Int) {
        switch self {
        case .size(let width, let height): return (width, height)
        case .shorterSide(let size):
            func rounded(_ length: Double) -> Int {
                min(InputSize.largest, max(1, Int((length / Double(multiple)).rounded())) * multiple)
            }
            let shorter = rounded(Double(size))
            guard let (width, height) = pictureSize else { return (shorter, shorter) }
            let longer = rounded(Double(size) * Double(max(width, height)) / Double(max(1, min(width, height))))
            return width < height ? (shorter, longer) : (longer, shorter)
        }
    }
}
