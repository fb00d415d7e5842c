package import Color
import PixelKernels

/// What is known about one frame while it is in the window.
final class SteadyFrame {
    let small: SmallCopy
    /// Whether a shot begins here, as far as a list of cuts says; nil if there is no list.
    let isListedCut: Bool?
    /// Counts the shots.
    fileprivate(set) var shot = 0
    /// Plane a above plane b: as the network gave them, then after each blend.
    fileprivate var ab: [SharedPlane]
    /// For each blend where things were in the earlier frame; nil where that is of another shot.
    fileprivate var alignmentToEarlier: [SharedPlane?]
    /// Whether the frame is like the one so many places earlier, as far as someone has asked.
    var isLikeEarlier: [Int: Bool] = [:]
    /// Motion to the next frame, if it has been found.
    var motionToNext: SharedPlane?

    fileprivate init(small: SmallCopy, isListedCut: Bool?, ab: [SharedPlane], blends: Int) {
        self.small = small
        self.isListedCut = isListedCut
        self.ab = ab
        alignmentToEarlier = Array(repeating: nil, count: blends)
    }

    /// A frame of which only the shot is wanted.
    convenience init(small: SmallCopy) { self.init(small: small, isListedCut: nil, ab: [], blends: 0) }
}

/// Steadies a and b of the frames of a film, which come in order and leave in order, some frames later.
///
/// Every blend takes each frame's a and b, and those of the frames at one distance before and after it in the same
/// shot, from where the things of the frame are there, weighted by how well the lightness agrees; 0 where it does not,
/// so that the frame stands alone. The result depends only on `Steadiness.contextFrames` to either side: film in pieces
/// gives what the whole film gives, bit for bit.
///
/// Planes of more than `mostSamples` are steadied smaller, and what that changes is enlarged and added to them: colour
/// flickers in whole things, and the cost does not grow with the network. For one thread at a time.
package final class SteadyWindow {
    /// Samples of a and of b that are steadied as they are.
    package static let mostSamples = 128 * 128

    private let distances: [Int]
    /// Of the planes that are steadied.
    private let width: Int
    private let height: Int
    /// Of the planes that come and go.
    private let abWidth: Int
    private let abHeight: Int
    /// Samples on a side of the squares whose means are steadied.
    private let side: Int
    /// From the planes that are steadied to those that go; nil where they are the same.
    private let correction: (x: StretchAxis, y: StretchAxis)?
    private let buffers: PlaneBufferPool
    private let kernels: KernelSet
    private let cuts: CutDetector
    private let cells: Int
    /// From cells to samples of a and b; nil where they are the same.
    private let enlargement: (x: StretchAxis, y: StretchAxis)?
    /// The alignments of a pair of frames there and back, and room for enlarging.
    private let there: PlaneBuffer
    private let back: PlaneBuffer
    private let disagreement: PlaneBuffer
    private let scratch: PlaneBuffer

    /// The frames that are still needed; `first` is the number of the first of them.
    private var frames: [SteadyFrame] = []
    private var first = 0
    /// Frames whose shot is known, and after each blend how many have been through it.
    private var done: [Int]
    private var given = 0

    /// - Parameters:
    ///   - abWidth: width of the planes a and b.
    ///   - abHeight: height of the planes a and b.
    ///   - kernels: for tests; the fastest by default.
    ///   - mostSamples: for tests.
    /// - Throws: `ColorError` if there is no memory.
    package init(
        _ steadiness: Steadiness, abWidth: Int, abHeight: Int, buffers: PlaneBufferPool, kernels: KernelSet = .best,
        mostSamples: Int = SteadyWindow.mostSamples
    ) throws(ColorError) {
        distances = steadiness.distances
        self.abWidth = abWidth
        self.abHeight = abHeight
        func parts(_ length: Int, _ side: Int) -> Int { (length + side - 1) / side }
        var side = 1
        while side < STEADY_LARGEST_SQUARE, parts(abWidth, side) * parts(abHeight, side) > mostSamples { side += 1 }
        self.side = side
        let (width, height) = (parts(abWidth, side), parts(abHeight, side))
        (self.width, self.height) = (width, height)
        self.buffers = buffers
        self.kernels = kernels
        cuts = CutDetector(buffers: buffers, kernels: kernels)
        let cells = STEADY_CELLS
        self.cells = cells
        done = Array(repeating: 0, count: distances.count + 1)
        enlargement =
            (width, height) == (cells, cells)
            ? nil : (StretchAxis(from: cells, to: width), StretchAxis(from: cells, to: height))
        let planes = STEADY_PLANES
        there = try buffers.take(width: cells, height: planes * cells)
        back = try buffers.take(width: cells, height: planes * cells)
        disagreement = try buffers.take(width: cells, height: cells)
        var scratchCount = 2 * (width + PIXEL_WIDEST)
        if side == 1 {
            correction = nil
        } else {
            let axes = (x: StretchAxis(from: width, to: abWidth), y: StretchAxis(from: height, to: abHeight))
            correction = axes
            var (x, y) = (axes.x.kernelAxis, axes.y.kernelAxis)
            scratchCount = max(scratchCount, Int(pixel_correction_scratch(&x, &y)))
        }
        scratch = try buffers.take(width: scratchCount, height: 1)
    }

    /// The next frame: its lightness as the network saw it, of any size, the first `rows` of a plane; a above b,
    /// whatever follows them; and whether a shot begins with it, nil to find out.
    package func add(
        lightness: borrowing PlaneBuffer, rows: Int? = nil, ab: borrowing PlaneBuffer, isListedCut: Bool? = nil
    ) throws(ColorError) {
        precondition(ab.width == abWidth && ab.height >= 2 * abHeight)
        let own = try buffers.take(width: width, height: 2 * height)
        if side == 1 {
            own.base.update(from: ab.base, count: own.count)
        } else {
            for plane in 0..<2 {
                kernels.table.pointee.steady.shrink(
                    ab.base + plane * abWidth * abHeight, Int32(abWidth), Int32(abHeight), Int32(side),
                    own.base + plane * width * height)
            }
        }
        frames.append(
            SteadyFrame(
                small: try SmallCopy(of: lightness, rows: rows, buffers: buffers, kernels: kernels),
                isListedCut: isListedCut, ab: [SharedPlane(own)], blends: distances.count))
    }

    /// Finds out what can be found out by now; after the last frame everything.
    ///
    /// - Returns: how many frames are ready to be taken.
    package func advance(isEnd: Bool) throws(ColorError) -> Int {
        let count = first + frames.count
        while done[0] < count, isEnd || frame(done[0]).isListedCut != nil || done[0] + CutDetector.reach <= count {
            try findShot(done[0])
            done[0] += 1
        }
        for (blend, distance) in distances.enumerated() {
            while done[blend + 1] + distance < done[blend] || (done[blend] == count && isEnd && done[blend + 1] < count)
            {
                try self.blend(done[blend + 1], blend: blend, distance: distance)
                done[blend + 1] += 1
            }
        }
        return (done.last ?? 0) - given
    }

    /// Takes the first frame that is ready.
    ///
    /// - Parameter ab: a above b of that frame as they were added; receives the steadied ones. What follows them stays.
    /// - Returns: whether a shot begins with the frame; false for the very first.
    package func takeFirst(into ab: borrowing PlaneBuffer) -> Bool {
        let frame = frame(given)
        if let raw = frame.ab.first, let result = frame.ab.last { give(result, instead: raw, to: ab) }
        let isCut = given > first && frame.shot != self.frame(given - 1).shot
        given += 1
        dropUnneeded()
        return isCut
    }

    private func give(_ result: SharedPlane, instead raw: SharedPlane, to ab: borrowing PlaneBuffer) {
        precondition(ab.width == abWidth && ab.height >= 2 * abHeight)
        guard let correction else {
            ab.base.update(from: result.plane.base, count: result.plane.count)
            return
        }
        // Alone in its shot.
        if raw === result { return }
        var (x, y) = (correction.x.kernelAxis, correction.y.kernelAxis)
        for plane in 0..<2 {
            let offset = plane * width * height
            kernels.table.pointee.steady.correct(
                &x, &y, raw.plane.base + offset, result.plane.base + offset, ab.base + plane * abWidth * abHeight,
                scratch.base)
        }
    }

    private func frame(_ number: Int) -> SteadyFrame { frames[number - first] }

    private func findShot(_ number: Int) throws(ColorError) {
        guard number > first else { return }
        let isCut: Bool =
            if let isListed = frame(number).isListedCut {
                isListed
            } else {
                try cuts.isCut(at: number - first, of: frames[...])
            }
        frame(number).shot = frame(number - 1).shot + (isCut ? 1 : 0)
    }

    private func dropUnneeded() {
        // One frame before the next to be given tells whether that begins a shot.
        var needed = min(given - 1, done[0] - CutDetector.reach)
        for (blend, distance) in distances.enumerated() { needed = min(needed, done[blend + 1] - distance) }
        while first < needed {
            frames.removeFirst()
            first += 1
        }
    }

    // MARK: Blending

    private func blend(_ number: Int, blend: Int, distance: Int) throws(ColorError) {
        let own = frame(number)
        var neighbours: [(ab: SharedPlane, alignment: SharedPlane)] = []
        if let alignment = own.alignmentToEarlier[blend] {
            neighbours.append((frame(number - distance).ab[blend], alignment))
            own.alignmentToEarlier[blend] = nil
        }
        if number + distance < first + frames.count, frame(number + distance).shot == own.shot {
            let later = frame(number + distance)
            neighbours.append((later.ab[blend], try align(own, later, blend: blend, distance: distance)))
        }
        guard !neighbours.isEmpty else {
            own.ab.append(own.ab[blend])
            return
        }
        let result = SharedPlane(try buffers.take(width: width, height: 2 * height))
        let plane = width * height
        let lenders = neighbours.map { neighbour in
            let alignment = neighbour.alignment.plane.base
            return steady_neighbour(
                ab: neighbour.ab.plane.base, x: alignment, y: alignment + plane, disagreement: alignment + 2 * plane)
        }
        withExtendedLifetime(neighbours) {
            kernels.table.pointee.steady.blend(
                own.ab[blend].plane.base, Int32(width), Int32(height), lenders, Int32(lenders.count),
                result.plane.base)
        }
        own.ab.append(result)
    }

    /// Where the things of `own` are in `later`, and, for when `later` is blended, the other way round.
    private func align(
        _ own: SteadyFrame, _ later: SteadyFrame, blend: Int, distance: Int
    ) throws(ColorError) -> SharedPlane {
        let motion: SharedPlane =
            if distance == 1, let known = own.motionToNext {
                known
            } else {
                try own.small.motion(to: later.small, buffers: buffers, kernels: kernels)
            }
        let reverse = try later.small.motion(to: own.small, buffers: buffers, kernels: kernels)
        own.small.align(to: later.small, motion: motion, into: there, kernels: kernels)
        later.small.align(to: own.small, motion: reverse, into: back, kernels: kernels)
        later.alignmentToEarlier[blend] = try trusted(back, returning: there)
        return try trusted(there, returning: back)
    }

    /// The planes that a blend wants, at the size of a and b.
    private func trusted(
        _ alignment: borrowing PlaneBuffer, returning: borrowing PlaneBuffer
    ) throws(ColorError) -> SharedPlane {
        kernels.table.pointee.steady.disagreement(alignment.base, returning.base, disagreement.base)
        let result = SharedPlane(try buffers.take(width: width, height: 3 * height))
        let (plane, cellCount) = (width * height, cells * cells)
        let sources = [
            UnsafePointer(alignment.base), UnsafePointer(alignment.base) + cellCount, UnsafePointer(disagreement.base),
        ]
        for (index, source) in sources.enumerated() {
            let target = result.plane.base + index * plane
            if let enlargement {
                var x = enlargement.x.kernelAxis
                var y = enlargement.y.kernelAxis
                kernels.table.pointee.stretch(&x, &y, source, target, 0, Int32(height), scratch.base)
            } else {
                target.update(from: source, count: cellCount)
            }
        }
        return result
    }
}
