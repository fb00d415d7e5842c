import FFmpegShim
import TestSupport
import Testing

@testable import Media

/// What is worked out from the bytes of a sample.
@Suite struct SampleLogTests {
    private func log(frames: [Int], firsts: Set<Int>) throws -> SampleLog {
        let log = SampleLog { firsts.contains($0) }
        for (number, size) in frames.enumerated() {
            log.add(PieceFrame(pts: Int64(number), duration: 1, encodedPTS: Int64(10 * number)))
            log.add(try packet(bytes: size, time: Int64(10 * number)))
        }
        return log
    }

    private func packet(bytes: Int, time: Int64) throws -> Packet {
        let packet = try Packet()
        try checked(av_new_packet(packet.pointer, CInt(bytes)), "make a packet")
        packet.pointer.pointee.pts = time
        return packet
    }

    @Test func firstFramesOfPlacesCountByThemselves() throws {
        let log = try log(frames: [1000, 10, 30, 3000, 20], firsts: [0, 3])
        #expect(log.frameCount == 5 && log.placeCount == 2)
        #expect(log.firstBytes == 4000 && log.otherBytes == 60)
        // A key frame of 2,000 bytes for every 250 frames, and 20 bytes for each of the others.
        #expect(log.bytes(ofFrames: 1) == 2000)
        #expect(log.bytes(ofFrames: 250) == 2000 + 249 * 20)
        #expect(log.bytes(ofFrames: 251) == 4000 + 249 * 20)
    }

    @Test func aSampleOfFirstFramesAloneKnowsNothingElse() throws {
        let log = try log(frames: [100, 300], firsts: [0, 1])
        #expect(log.bytes(ofFrames: 10) == 2000)
    }
}
