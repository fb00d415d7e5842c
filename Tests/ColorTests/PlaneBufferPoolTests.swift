import Dispatch
import TestSupport
import Testing

@testable import Color

@Suite struct PlaneBufferPoolTests {
    @Test func planesAreAlignedAndOfTheirSize() throws {
        let pool = PlaneBufferPool()
        for (width, height) in [(1, 1), (321, 181), (64, 128)] {
            let plane = try pool.take(width: width, height: height)
            #expect(UInt(bitPattern: plane.base) % 64 == 0)
            #expect(plane.values.count == width * height && plane.count == width * height)
            #expect(plane.byteCount == width * height * 4)
            plane.mutableValues.update(repeating: 1)
            #expect(plane.values.allSatisfy { $0 == 1 })
        }
    }

    @Test func memoryIsUsedAgain() throws {
        let pool = PlaneBufferPool()
        func address() throws -> UInt {
            let plane = try pool.take(width: 100, height: 50)
            return UInt(bitPattern: plane.base)
        }
        let first = try address()
        #expect(pool.idleByteCount == 20_000)
        #expect(try address() == first)
        let other = try pool.take(width: 100, height: 51)
        #expect(pool.idleByteCount == 20_000)
        #expect(UInt(bitPattern: other.base) != first)
    }

    @Test func planesInUseDoNotShareMemory() throws {
        let pool = PlaneBufferPool()
        let one = try pool.take(width: 8, height: 8)
        let two = try pool.take(width: 8, height: 8)
        one.mutableValues.update(repeating: 1)
        two.mutableValues.update(repeating: 2)
        #expect(one.values.allSatisfy { $0 == 1 } && two.values.allSatisfy { $0 == 2 })
    }

    @Test func idleMemoryIsBounded() throws {
        let pool = PlaneBufferPool(idleLimitBytes: 1_000)
        for width in 1...40 { _ = try pool.take(width: width, height: 5) }
        #expect(pool.idleByteCount <= 1_000 && pool.idleByteCount > 0)
        // The last ones given back are the ones kept.
        let before = pool.idleByteCount
        let last = try pool.take(width: 40, height: 5)
        #expect(pool.idleByteCount == before - last.byteCount)
        let none = PlaneBufferPool(idleLimitBytes: 0)
        _ = try none.take(width: 4, height: 4)
        #expect(none.idleByteCount == 0)
    }

    @Test func planesThatCannotBeAreRefused() {
        let pool = PlaneBufferPool()
        for (width, height) in [(0, 1), (1, 0), (-1, 5), (Int.max, 2), (Int.max / 8, 4), (1 << 40, 1 << 12)] {
            #expect(throws: ColorError.self) { _ = try pool.take(width: width, height: height) }
        }
    }

    @Test func planesMayBeGivenBackOnAnotherThread() throws {
        let pool = PlaneBufferPool()
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for round in 0..<50 {
                guard let plane = try? pool.take(width: 16 + round % 3, height: 16) else { return }
                plane.mutableValues.update(repeating: Float(thread))
                if plane.values.contains(where: { $0 != Float(thread) }) { Issue.record("memory was shared") }
            }
        }
        // A plane outlives the thread it was taken on.
        let box = PlaneBox(try pool.take(width: 4, height: 4))
        DispatchQueue(label: "other").sync { box.drop() }
        #expect(pool.idleByteCount > 0)
    }
}

/// Hands a plane to another thread: used by one at a time.
private final class PlaneBox: @unchecked Sendable {
    private var plane: PlaneBuffer?
    init(_ plane: consuming PlaneBuffer) { self.plane = consume plane }
    func drop() { plane = nil }
}
