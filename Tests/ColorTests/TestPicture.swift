import Testing

@testable import Color

/// A picture in memory of its own: each plane a separate allocation that ends with the last sample, so that
/// AddressSanitizer sees a read beyond it, or with guard bytes between and around rows.
final class TestPicture {
    let layout: PictureLayout
    private let guardBytes: Int
    private let bottomUp: Bool
    private var allocations: [UnsafeMutableRawBufferPointer] = []

    private static let guardByte: UInt8 = 0xA5

    /// - Parameters:
    ///   - guardBytes: unused bytes before, between and after rows; even.
    ///   - bottomUp: the first row is the last in memory and strides are negative.
    init(_ layout: PictureLayout, guardBytes: Int = 0, bottomUp: Bool = false) {
        self.layout = layout
        self.guardBytes = guardBytes
        self.bottomUp = bottomUp
        for plane in 0..<layout.planeCount {
            let size = self.size(plane)
            let bytes = guardBytes + size.height * (size.width * layout.bytesPerSample + guardBytes)
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 2)
            memory.initializeMemory(as: UInt8.self, repeating: Self.guardByte)
            allocations.append(memory)
        }
    }

    deinit {
        for allocation in allocations { allocation.deallocate() }
    }

    func size(_ plane: Int) -> (width: Int, height: Int) {
        plane > 0 && layout.model == .yuv
            ? (layout.chromaWidth, layout.chromaHeight) : (layout.width, layout.height)
    }

    private func stride(_ plane: Int) -> Int {
        plane < layout.planeCount ? size(plane).width * layout.bytesPerSample + guardBytes : 0
    }

    private func offset(_ plane: Int, _ x: Int, _ y: Int) -> Int {
        let row = bottomUp ? size(plane).height - 1 - y : y
        return guardBytes + row * stride(plane) + x * layout.bytesPerSample
    }

    subscript(plane: Int, x: Int, y: Int) -> Int {
        get {
            let at = offset(plane, x, y)
            return layout.bytesPerSample == 1
                ? Int(allocations[plane][at]) : Int(allocations[plane].load(fromByteOffset: at, as: UInt16.self))
        }
        set {
            let at = offset(plane, x, y)
            if layout.bytesPerSample == 1 {
                allocations[plane][at] = UInt8(newValue)
            } else {
                allocations[plane].storeBytes(of: UInt16(newValue), toByteOffset: at, as: UInt16.self)
            }
        }
    }

    /// Sets every sample to what `code` says.
    func fill(_ code: (_ plane: Int, _ x: Int, _ y: Int) -> Int) {
        for plane in 0..<layout.planeCount {
            let size = size(plane)
            for y in 0..<size.height {
                for x in 0..<size.width { self[plane, x, y] = code(plane, x, y) }
            }
        }
    }

    func plane(_ plane: Int) -> [Int] {
        let size = size(plane)
        return (0..<size.width * size.height).map { self[plane, $0 % size.width, $0 / size.width] }
    }

    var planes: PicturePlanes {
        func start(_ plane: Int) -> UnsafeMutableRawPointer? {
            plane < allocations.count ? allocations[plane].baseAddress.map { $0 + offset(plane, 0, 0) } : nil
        }
        let sign = bottomUp ? -1 : 1
        guard let first = start(0) else { preconditionFailure("a plane without memory") }
        return PicturePlanes(
            layout: layout, data: (first, start(1), start(2)),
            strideBytes: (sign * stride(0), sign * stride(1), sign * stride(2)))
    }

    /// Whether everything around the samples is as it was.
    var guardsAreIntact: Bool {
        for plane in 0..<layout.planeCount {
            let row = stride(plane)
            let samples = row - guardBytes
            for (i, byte) in allocations[plane].enumerated() where i < guardBytes || (i - guardBytes) % row >= samples {
                if byte != Self.guardByte { return false }
            }
        }
        return true
    }
}

extension PictureLayout {
    /// For test names.
    var name: String {
        let chroma = model == .yuv ? " \(chromaShiftX)\(chromaShiftY) \(color.matrix) \(color.chromaLocation)" : ""
        return "\(model) \(width)x\(height) \(bitDepth) bit \(color.range)\(chroma)"
    }
}

/// A layout that describes itself in test output.
struct LayoutCase: CustomTestStringConvertible, Sendable {
    let layout: PictureLayout
    init(
        _ model: PictureLayout.Model, _ width: Int, _ height: Int, bits: Int = 8, shift: (Int, Int) = (0, 0),
        _ range: ColorDescription.Range = .limited, _ matrix: ColorDescription.Matrix = .bt709,
        _ location: ColorDescription.ChromaLocation = .left, primaries: ColorDescription.Primaries = .bt709
    ) {
        layout = PictureLayout(
            model: model, width: width, height: height, bitDepth: bits, chromaShiftX: shift.0, chromaShiftY: shift.1,
            color: ColorDescription(range: range, matrix: matrix, chromaLocation: location, primaries: primaries))
    }
    var testDescription: String { layout.name }

    /// Every model, depth, range, matrix, subsampling and siting, at sizes that are small, odd or both.
    static let everyKind: [LayoutCase] = {
        typealias Location = ColorDescription.ChromaLocation
        var cases: [LayoutCase] = []
        let sizes = [(1, 1), (3, 5), (2, 2), (16, 3), (37, 21)]
        for (width, height) in sizes {
            for bits in [8, 10, 12, 16] {
                cases.append(LayoutCase(.gray, width, height, bits: bits, .full))
                cases.append(LayoutCase(.gray, width, height, bits: bits, .limited))
                cases.append(LayoutCase(.rgb, width, height, bits: bits, .full))
                cases.append(LayoutCase(.rgb, width, height, bits: bits, .limited))
                for location in [Location.left, .center, .topLeft] {
                    cases.append(LayoutCase(.yuv, width, height, bits: bits, shift: (1, 1), .limited, .bt709, location))
                }
                cases.append(LayoutCase(.yuv, width, height, bits: bits, shift: (1, 1), .full, .bt601, .center))
                cases.append(LayoutCase(.yuv, width, height, bits: bits, shift: (1, 0), .limited, .bt601, .left))
                cases.append(LayoutCase(.yuv, width, height, bits: bits, shift: (0, 0), .full, .bt2020, .left))
            }
            cases.append(LayoutCase(.yuv, width, height, shift: (2, 0), .limited, .bt601, .left))
            cases.append(LayoutCase(.yuv, width, height, shift: (2, 2), .limited, .bt601, .center))
            cases.append(LayoutCase(.yuv, width, height, shift: (2, 2), .limited, .smpte240m, .topLeft))
            cases.append(LayoutCase(.yuv, width, height, shift: (0, 1), .limited, .fcc, .left))
        }
        for primaries in [ColorDescription.Primaries.bt470bg, .smpte170m, .bt2020, .displayP3] {
            cases.append(LayoutCase(.rgb, 37, 21, bits: 16, .full, primaries: primaries))
            cases.append(
                LayoutCase(.yuv, 37, 21, bits: 10, shift: (1, 1), .limited, .bt2020, .top, primaries: primaries))
        }
        cases.append(LayoutCase(.yuv, 321, 181, shift: (1, 1), .limited, .bt709, .left))
        cases.append(LayoutCase(.rgb, 321, 181, .full))
        return cases
    }()
}
