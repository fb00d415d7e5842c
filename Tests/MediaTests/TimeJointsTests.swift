import FFmpegShim
import Testing

@testable import Media

/// Recordings that were put behind one another, whose times begin anew.
@Suite struct TimeJointsTests {
    private static let picture = Result { try stream(0, .video, AVMEDIA_TYPE_VIDEO) }
    private static let sound = Result { try stream(1, .audio, AVMEDIA_TYPE_AUDIO) }
    private static let text = Result { try stream(2, .subtitle, AVMEDIA_TYPE_SUBTITLE) }

    /// A stream that counts milliseconds.
    private static func stream(_ index: Int, _ kind: StreamInfo.Kind, _ type: AVMediaType) throws -> StreamInfo {
        let context = avformat_alloc_context()
        defer { avformat_free_context(context) }
        let stream = try #require(avformat_new_stream(context, nil))
        stream.pointee.codecpar.pointee.codec_type = type
        return StreamInfo(
            index: index, kind: kind, codecName: "test", timeBase: Rational(1, 1000), durationSeconds: nil,
            frameCount: nil, frameRate: Rational(25, 1), hasConstantFrameRate: true, isAttachedPicture: false,
            parameters: try StreamParameters(copying: stream))
    }

    /// The time, in milliseconds, that a packet of `stream` with the time `dts` gets.
    private func joined(
        _ joints: inout TimeJoints, _ stream: Result<StreamInfo, any Error>, _ dts: Int64, duration: Int64 = 40,
        hasDecodingTime: Bool = true
    ) throws -> Int64 {
        let packet = try Packet()
        if hasDecodingTime { packet.pointer.pointee.dts = dts }
        packet.pointer.pointee.pts = hasDecodingTime ? dts + 80 : dts
        packet.pointer.pointee.duration = duration
        joints.join(packet, of: try stream.get())
        // Both move alike.
        if hasDecodingTime { #expect(packet.pointer.pointee.pts == packet.pointer.pointee.dts + 80) }
        return try #require(packet.decodingTimestamp)
    }

    private func times(
        _ stated: [Int64], isActive: Bool = true, hasDecodingTime: Bool = true
    ) throws -> (times: [Int64], count: Int) {
        var joints = TimeJoints(isActive: isActive)
        let times = try stated.map { try joined(&joints, Self.picture, $0, hasDecodingTime: hasDecodingTime) }
        return (times, joints.count)
    }

    @Test func timesThatGoOnStay() throws {
        // Gaps of up to ten seconds, a little back, and beginnings anywhere.
        for stated: [Int64] in [[0, 40, 80], [90_000, 90_040], [-80, -40, 0], [0, 40, 10_000], [0, 40, 80, 0, 40]] {
            let result = try times(stated)
            #expect(result.times == stated && result.count == 0)
        }
    }

    @Test func aRecordingThatBeginsAnewGoesOn() throws {
        let result = try times([1000, 1040, 1080, 0, 40, 80])
        #expect(result.times == [1000, 1040, 1080, 1120, 1160, 1200] && result.count == 1)
    }

    @Test func aLeapForwardIsClosed() throws {
        let result = try times([0, 40, 500_000, 500_040])
        #expect(result.times == [0, 40, 80, 120] && result.count == 1)
    }

    @Test func leapAfterLeap() throws {
        let result = try times([0, 40, 500_000, 500_040, 1000, 1040])
        #expect(result.times == [0, 40, 80, 120, 160, 200] && result.count == 2)
    }

    /// Where packets only say when they are shown, times go back with every reordered frame.
    @Test func reorderedTimesAreNoLeaps() throws {
        let stated: [Int64] = [1000, 1900, 1200, 1400, 1040]
        let shown = try times(stated, hasDecodingTime: false)
        #expect(shown.times == stated && shown.count == 0)
        #expect(try times(stated).count > 0)
    }

    @Test func otherContainersAreLeftAlone() throws {
        let result = try times([1000, 1040, 0, 40], isActive: false)
        #expect(result.times == [1000, 1040, 0, 40] && result.count == 0)
    }

    /// All streams leap by the same, each in a packet of its own, after the last that has ended.
    @Test func soundStaysWithItsPicture() throws {
        var joints = TimeJoints(isActive: true)
        #expect(try joined(&joints, Self.picture, 1000) == 1000)
        #expect(try joined(&joints, Self.sound, 1000, duration: 100) == 1000)
        // The picture of the second recording comes first, and the sound of the first had lasted until 1100.
        #expect(try joined(&joints, Self.picture, 50_000) == 1100)
        #expect(try joined(&joints, Self.sound, 50_010, duration: 100) == 1110)
        #expect(try joined(&joints, Self.text, 50_020) == 1120)
        #expect(try joined(&joints, Self.picture, 50_040) == 1140)
        #expect(joints.count == 1)
    }

    /// A late packet of the first recording is still the first's.
    @Test func whatBelongsToTheLastRecordingStaysThere() throws {
        var joints = TimeJoints(isActive: true)
        _ = try joined(&joints, Self.picture, 1000)
        _ = try joined(&joints, Self.sound, 1000)
        #expect(try joined(&joints, Self.picture, 50_000) == 1040)
        #expect(try joined(&joints, Self.sound, 1040) == 1040)
        #expect(try joined(&joints, Self.sound, 50_040) == 1080)
    }

    /// Subtitles come when they like: they do not begin a recording.
    @Test func subtitlesDoNotLead() throws {
        var joints = TimeJoints(isActive: true)
        _ = try joined(&joints, Self.picture, 1000)
        _ = try joined(&joints, Self.text, 1000)
        #expect(try joined(&joints, Self.text, 60_000) == 60_000)
        #expect(try joined(&joints, Self.picture, 1040) == 1040)
        #expect(joints.count == 0)
    }

    @Test func packetsWithoutTimesStay() throws {
        var joints = TimeJoints(isActive: true)
        let packet = try Packet()
        joints.join(packet, of: try Self.picture.get())
        #expect(packet.decodingTimestamp == nil && packet.presentationTimestamp == nil)
    }
}
