import FFmpegShim
import Files
import Foundation
import TestSupport
import Testing

@testable import Media

/// Finished pieces in files.
@Suite struct PieceFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A packet, as a value.
    private struct Contents: Equatable {
        var pts: Int64 = 0
        var dts: Int64 = 0
        var duration: Int64 = 0
        var flags: Int32 = 0
        var bytes: [UInt8] = []
        var sideData: [[UInt8]] = []
        var sideDataTypes: [UInt32] = []

        init(pts: Int64, dts: Int64, duration: Int64, flags: Int32 = 0, bytes: [UInt8]) {
            (self.pts, self.dts, self.duration, self.flags, self.bytes) = (pts, dts, duration, flags, bytes)
        }

        init(of packet: Packet) {
            let packet = packet.pointer.pointee
            (pts, dts, duration, flags) = (packet.pts, packet.dts, packet.duration, packet.flags)
            bytes = Array(UnsafeBufferPointer(start: packet.data, count: Int(packet.size)))
            for index in 0..<Int(packet.side_data_elems) {
                let data = packet.side_data[index]
                sideDataTypes.append(data.type.rawValue)
                sideData.append(Array(UnsafeBufferPointer(start: data.data, count: data.size)))
            }
        }

        func packet() throws -> Packet {
            let packet = try Packet()
            try checked(av_new_packet(packet.pointer, Int32(bytes.count)), "make a packet")
            bytes.withUnsafeBufferPointer { bytes in
                if let start = bytes.baseAddress { packet.pointer.pointee.data.update(from: start, count: bytes.count) }
            }
            packet.pointer.pointee.pts = pts
            packet.pointer.pointee.dts = dts
            packet.pointer.pointee.duration = duration
            packet.pointer.pointee.flags = flags
            for (type, contents) in zip(sideDataTypes, sideData) {
                let room = av_packet_new_side_data(
                    packet.pointer, AVPacketSideDataType(rawValue: type), contents.count)
                let data = try #require(room)
                for (index, byte) in contents.enumerated() { data[index] = byte }
            }
            return packet
        }
    }

    private struct Film: Equatable {
        var number: Int?
        var frames: [PieceFrame] = []
        var packets: [Contents] = []
        var end: PieceEnd?
    }

    private final class Collector: PacketLog {
        var film = Film()

        func beginPiece(_ number: Int) { film.number = number }
        func add(_ frame: PieceFrame) { film.frames.append(frame) }
        func add(_ packet: Packet) throws(MediaError) {
            film.packets.append(Contents(of: packet))
            // As the assembly does it.
            _ = try packet.taken()
        }
        func endPiece(_ end: PieceEnd) { film.end = end }
    }

    private var film: Film {
        let none = shim_no_timestamp()
        var first = Contents(pts: 3, dts: -2, duration: 5, flags: AV_PKT_FLAG_KEY, bytes: Array(0..<40))
        first.sideDataTypes = [AV_PKT_DATA_NEW_EXTRADATA.rawValue, AV_PKT_DATA_CPB_PROPERTIES.rawValue]
        first.sideData = [[1, 2, 3], []]
        return Film(
            number: 7,
            frames: [
                PieceFrame(pts: 3, duration: 5, encodedPTS: 3), PieceFrame(pts: .min, duration: 0, encodedPTS: .max),
            ],
            packets: [
                first, Contents(pts: none, dts: none, duration: 0, bytes: []),
                Contents(pts: .max, dts: .min + 1, duration: 1 << 40, flags: .max, bytes: [0xFF]),
            ],
            end: PieceEnd(hasColor: true, isLast: false, sourceEnd: -99))
    }

    private func write(_ film: Film) throws -> (path: String, byteCount: Int, digest: String) {
        let path = folder.file("piece")
        var writer = PieceFile.Writer(try UnfinishedFile.begin(path, replaces: true))
        // Frames come before the packets that they are in, not all at once.
        for (index, frame) in film.frames.enumerated() {
            writer.add(frame)
            if film.packets.indices.contains(index) { try writer.add(film.packets[index].packet()) }
        }
        for packet in film.packets.dropFirst(film.frames.count) { try writer.add(packet.packet()) }
        #expect(writer.frameCount == film.frames.count)
        let result = try writer.finish(try #require(film.end))
        #expect(result.frameCount == film.frames.count)
        return (path, result.byteCount, result.digest)
    }

    private func read(_ path: String) throws(MediaError) -> Film {
        let log = Collector()
        try PieceFile.replay(path, number: 7, to: log)
        return log.film
    }

    @Test func readsWhatItWrites() throws {
        let written = try write(film)
        #expect(try read(written.path) == film)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: written.path))
        #expect(bytes.count == written.byteCount)
        #expect(SHA256.digest(of: Array(bytes).span.bytes) == written.digest)
        for (hasColor, isLast) in [(false, true), (false, false)] {
            let bare = Film(number: 7, end: PieceEnd(hasColor: hasColor, isLast: isLast, sourceEnd: .max))
            #expect(try read(write(bare).path) == bare)
        }
    }

    /// Packets beyond the windows in which files are written and read.
    @Test func largePackets() throws {
        var film = film
        for size in [(1 << 20) - 150, 1 << 20, (5 << 20) / 2, 1] {
            var bytes = [UInt8](repeating: 7, count: size)
            (bytes[0], bytes[size / 2], bytes[size - 1]) = (1, 2, 3)
            film.packets.append(Contents(pts: 1, dts: 1, duration: 1, bytes: bytes))
        }
        #expect(try read(write(film).path) == film)
    }

    @Test func aCutFileIsRefused() throws {
        let path = try write(film).path
        try DamagedFile(path).cutEverywhere { count in
            let error = #expect(throws: MediaError.self, "\(count)") { try read(path) }
            #expect(error?.path == path)
        }
        #expect(throws: MediaError.self) { try read(folder.file("missing")) }
        #expect(throws: MediaError.self) { try read(folder.path) }
    }

    /// A journal knows the digest; without it, damage shows or gives other packets, and never ends the process.
    @Test func damagedBytesNeverTrap() throws {
        let path = try write(film).path
        var (refused, other) = (0, 0)
        try DamagedFile(path).changeEverywhere(by: [0x01, 0x80, 0xFF]) { _ in
            do throws(MediaError) {
                _ = try read(path)
                other += 1
            } catch {
                refused += 1
            }
        }
        #expect(refused > 100 && other > 100)
    }
}
