package import Color
import PixelKernels
internal import Shots

/// Where the things of each frame of a shot are in the reference before it and in the reference after it: the motion
/// from frame to frame, composed, and held against the reference after each step. Made from a small copy of each frame,
/// in order. A frame's maps depend on nothing but the frames between it and those references, and on these.
package struct ShotTrack: Sendable {
    /// Numbers of the frames, those so far.
    package private(set) var frames: Range<Int>
    /// Frames of the shot that are references, in order.
    package private(set) var references: [Int]
    /// Whether any frame may become one when it has been seen.
    private let isOpen: Bool
    private let buffers: PlaneBufferPool
    private let kernels: KernelSet
    private var last: SmallCopy?
    /// The map of the last frame to the reference before it.
    private var map: [Float]?
    /// L* of that reference; nil where maps are not held against references.
    private var anchor: [Float]?
    private var forward: [CompactMap?] = []
    /// Maps to the reference after each frame; of frames behind the last reference so far, the motion to the next.
    private var backward: [CompactMap?] = []
    /// Of the frames whose motion waits, from frame `frames.upperBound - waiting.count` on; none where maps are not
    /// held against references.
    private var waiting: [PackedCopy] = []

    private static let cells = STEADY_CELLS * STEADY_CELLS

    /// - Parameters:
    ///   - first: number of the first frame.
    ///   - references: frames that are references, in order.
    ///   - kernels: for tests; the fastest by default.
    package init(first: Int, references: [Int], buffers: PlaneBufferPool, kernels: KernelSet = .best) {
        frames = first..<first
        self.references = references
        isOpen = false
        self.buffers = buffers
        self.kernels = kernels
    }

    /// A track whose references are chosen on the way, by `makeLastAReference`.
    package init(first: Int, buffers: PlaneBufferPool, kernels: KernelSet = .best) {
        frames = first..<first
        references = []
        isOpen = true
        self.buffers = buffers
        self.kernels = kernels
    }

    /// Takes the lightness of the next frame, of any size. Throws `ColorError` if there is no memory.
    package mutating func add(lightness: borrowing PlaneBuffer) throws(ColorError) {
        let carry = kernels.table.pointee.carry
        let number = frames.upperBound
        frames = frames.lowerBound..<number + 1
        let small = try SmallCopy(of: lightness, buffers: buffers, kernels: kernels)
        var alignment: (there: Alignment, back: Alignment)?
        if let last { alignment = try small.alignments(with: last, buffers: buffers, kernels: kernels) }
        last = small

        let isReference = references.contains(number)
        let packed = isOpen ? nil : small.packed(kernels: kernels)
        let lightness = packed?.lightness
        if isReference {
            (map, anchor) = (CompactMap.identity, lightness)
        } else if let known = map, let there = alignment?.there {
            var result = known
            carry.compose(there.motion, there.disagreement, known, &result)
            withExtendedLifetime(there) {}
            map = anchored(result, from: lightness, to: anchor)
        }
        forward.append(map.map { $0.compact })

        // The motion of the frame before to this one waits for the next reference.
        let isNextWanted = isOpen || (references.last ?? -1) >= number
        if let back = alignment?.back, isNextWanted {
            backward[backward.count - 1] = CompactMap(motion: back.motion, third: back.disagreement, most: 3)
            withExtendedLifetime(back) {}
        }
        backward.append(nil)
        if isNextWanted, let packed { waiting.append(packed) }
        if isReference { composeBackward(from: number) }
    }

    /// A map held against its reference; as it is where references are chosen on the way: what is found again there
    /// tells where the next one has to be.
    private func anchored(_ map: [Float], from: [Float]?, to reference: [Float]?) -> [Float] {
        guard let from, let reference else { return map }
        var result = map
        let side = Int32(PackedCopy.side)
        kernels.table.pointee.carry.anchor(map, from, reference, side, side, &result)
        return result
    }

    /// Makes the frame that was added last a reference, in a track whose references are chosen on the way.
    package mutating func makeLastAReference() {
        let number = frames.upperBound - 1
        guard frames.contains(number), references.last != number else { return }
        references.append(number)
        map = CompactMap.identity
        forward[forward.count - 1] = CompactMap.identity.compact
        composeBackward(from: number)
    }

    /// The share of the last frame's cells that are still found in the reference before it; 0 without one.
    package var followed: Float {
        guard let map else { return 0 }
        let trust = map[(2 * Self.cells)...]
        return Float(trust.count { $0 > Self.leastTrust }) / Float(Self.cells)
    }

    /// Trust that counts as finding something again.
    private static let leastTrust: Float = 0.5

    /// Turns the motion that waits into maps, from a reference to the one before it.
    private mutating func composeBackward(from reference: Int) {
        let carry = kernels.table.pointee.carry
        var known = CompactMap.identity
        var motion = known
        backward[reference - frames.lowerBound] = known.compact
        let anchor = waiting.last?.lightness
        defer { waiting.removeFirst(max(0, waiting.count - 1)) }
        for number in (frames.lowerBound..<reference).reversed() {
            if references.contains(number) { break }
            let place = number - frames.lowerBound
            let copy = waiting.count - 1 - (reference - number)
            guard isOpen || copy >= 0, let motionToNext = backward[place] else { break }
            motionToNext.write(into: &motion)
            let alignment = motion
            alignment.withUnsafeBufferPointer { alignment in
                guard let base = alignment.baseAddress else { return }
                carry.compose(base, base + 2 * Self.cells, known, &motion)
            }
            known = anchored(motion, from: isOpen ? nil : waiting[copy].lightness, to: anchor)
            backward[place] = known.compact
        }
    }

    /// The references that a frame takes colours from, with its maps to them: the last one up to it and the next one.
    package func links(of number: Int) -> [(reference: Int, map: [Float])] {
        guard frames.contains(number) else { return [] }
        let place = number - frames.lowerBound
        var links: [(reference: Int, map: [Float])] = []
        if let reference = references.last(where: { $0 <= number }), let map = forward[place] {
            links.append((reference, map.planes))
            if reference == number { return links }
        }
        if let reference = references.first(where: { $0 > number }), let map = backward[place] {
            links.append((reference, map.planes))
        }
        return links
    }
}

extension [Float] {
    /// A map to be kept.
    fileprivate var compact: CompactMap {
        withUnsafeBufferPointer { values in
            // A map is never empty.
            let base = values.baseAddress.unsafelyUnwrapped
            return CompactMap(motion: base, third: base + 2 * STEADY_CELLS * STEADY_CELLS, most: 1)
        }
    }
}

extension CompactMap {
    /// The map, unpacked.
    fileprivate var planes: [Float] {
        var planes = [Float](repeating: 0, count: CARRY_MAP_PLANES * STEADY_CELLS * STEADY_CELLS)
        write(into: &planes)
        return planes
    }
}
