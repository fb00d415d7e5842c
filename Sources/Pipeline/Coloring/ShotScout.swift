package import Color
package import Shots

/// Frames of a film by number, as the network sees them; read apart from the run.
package protocol SightOfFrames {
    /// What the network reads of frame `number`, as `NetworkInput` lays it out; nil behind the last.
    func sight(of number: Int) throws -> PlaneBuffer?
}

/// A frame that was read ahead.
package final class ScoutedFrame {
    package let number: Int
    /// What the network reads of it.
    package let input: PlaneBuffer
    /// Whether a shot begins with it; false as long as nobody knows.
    package fileprivate(set) var isCut = false

    fileprivate init(_ number: Int, _ input: consuming PlaneBuffer) {
        self.number = number
        self.input = input
    }
}

/// Reads a film ahead and finds out where its shots begin.
package final class ShotScout {
    private let frames: any SightOfFrames
    /// First frames of shots, if they are known.
    private let list: CutList?
    private let buffers: PlaneBufferPool
    private var finder: CutFinder
    /// The frame that the finder began with, and the next one to read.
    private var base = 0
    private var position = 0
    /// The first frame that is given.
    private var firstWanted = 0
    /// Frames that have been read and not been taken.
    private var waiting: [ScoutedFrame] = []
    private var isEnd = false

    /// Frames that are looked at together on the way back to a shot's beginning.
    private static let backwardFrames = 64

    package init(_ frames: any SightOfFrames, list: CutList?, buffers: PlaneBufferPool) {
        self.frames = frames
        self.list = list
        self.buffers = buffers
        finder = CutFinder(buffers: buffers)
    }

    /// Goes to the frame of this number, with which a shot begins.
    package func seek(to number: Int) {
        // Whether a shot begins with one of the next frames depends on some before this one, too.
        base = list == nil ? max(0, number - CutFinder.delay) : number
        (position, firstWanted, isEnd) = (base, number, false)
        waiting = []
        finder = CutFinder(buffers: buffers)
    }

    /// The next frame, of which is known whether a shot begins with it; nil behind the last.
    package func next() throws -> ScoutedFrame? {
        while !isEnd, list == nil ? waiting.count < CutFinder.delay : waiting.isEmpty {
            if let input = try frames.sight(of: position) {
                let frame = ScoutedFrame(position, input)
                if position >= firstWanted { waiting.append(frame) }
                if let list {
                    frame.isCut = list.contains(position)
                } else {
                    mark(try finder.add(lightness: frame.input))
                }
                position += 1
            } else {
                if list == nil { mark(try finder.finish()) }
                isEnd = true
            }
        }
        return waiting.isEmpty ? nil : waiting.removeFirst()
    }

    private func mark(_ places: [Int]) {
        for place in places { waiting.first { $0.number == base + place }?.isCut = true }
    }

    /// Puts back the frame that was taken last.
    func putBack(_ frame: ScoutedFrame) { waiting.insert(frame, at: 0) }

    /// The first frame of the shot that frame `number` is in.
    package func shotStart(of number: Int) throws -> Int {
        if let list { return list.frames.filter { $0 <= number }.max() ?? 0 }
        var (lower, upper) = (max(0, number + 1 - Self.backwardFrames), number + 1)
        while upper > 0 {
            // Whether a shot begins with a frame depends on so many before it.
            let start = max(0, lower - CutFinder.delay)
            let finder = CutFinder(buffers: buffers)
            var found: [Int] = []
            var place = start
            while place < upper + CutFinder.delay, let input = try frames.sight(of: place) {
                found += try finder.add(lightness: input).map { start + $0 }
                place += 1
            }
            found += try finder.finish().map { start + $0 }
            if let last = found.filter({ $0 >= lower && $0 < upper }).max() { return last }
            upper = lower
            lower = max(0, lower - Self.backwardFrames)
        }
        return 0
    }
}
