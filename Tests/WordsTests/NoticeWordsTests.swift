import Report
import Testing

@testable import colorize_video

/// The sentences that people read, and the options in them.
@Suite struct NoticeWordsTests {
    private static let sound = StreamName(index: 1, kind: .audio, codec: "aac")
    private static let cover = StreamName(index: 2, kind: .coverArt, codec: "png")

    static let stills: [(Notice, String)] = [
        (.notAStill(path: "in/notes.txt"), "in/notes.txt: no picture, left out"),
        (
            .stillSkipped(path: "in/1.png", reason: "is 9x9, which is more than 80 pixels", advice: [.allowMorePixels]),
            "in/1.png: is 9x9, which is more than 80 pixels; --max-pixels allows more; left out"
        ),
        (
            .stillDamaged(path: "1.jpg", damage: "ends early"),
            "1.jpg is damaged (ends early); what is left of it is coloured"
        ),
        (
            .pagesDropped(path: "1.tif", count: 3),
            "1.tif has 3 pictures; the first is coloured, the others are left out"
        ),
        (
            .logarithmicSamples(path: "1.dpx"),
            "1.dpx: says that its codes are logarithmic; they are coloured as they are, as if for a screen"
        ),
        (
            .stillRangeClamped(path: "in", range: 2..<9, count: 5),
            "in: --frames 2-9 ends at 5, the number of pictures"
        ),
        (
            .numbersMissing(path: "in", missing: 3, before: "1.png", after: "3.png"),
            "in: the numbering has gaps, 3 missing; first between 1.png and 3.png"
        ),
        (.frameRateChosen(rate: "24", source: nil), "24 frames a second; --fps changes that"),
        (
            .frameRateChosen(rate: "24000/1001", source: "r_0001.dpx"),
            "24000/1001 frames a second, as r_0001.dpx says; --fps changes that"
        ),
    ]

    static let films: [(Notice, String)] = [
        (
            .linearTagIgnored(path: "a.mkv"),
            "a.mkv is tagged as linear light, which only floating-point samples are; coloured as if made for a screen"
        ),
        (
            .interlaced(path: "a.ts", hasTopFieldFirst: true),
            "a.ts is interlaced (top field first) and stays so; --deinterlace makes whole frames of it"
        ),
        (
            .filmRangeClamped(path: "a.mkv", range: 10..<90, count: 50),
            "a.mkv has only 50 frames; --frames 10-90 ends there"
        ),
        (
            .damage(path: "a.mkv", FilmDamage(.brokenOff, place: .end(frames: 20, seconds: 4, of: 9))),
            "a.mkv: breaks off after 20 frames, at 0:04 of 0:09"
        ),
        (
            .streamDropped(sound, .notChosen(number: 1)),
            "audio stream 1 (aac) left out: one is coloured; --map-video 1 takes this one"
        ),
        (
            .streamDropped(sound, .beginsBeyondProbing),
            "audio stream 1 (aac) left out: it begins too late for its sample rate to be known beforehand"
        ),
        (
            .streamDropped(sound, .beginsLate(seconds: 85)),
            "audio stream 1 (aac) left out: it begins at 1:25, too late to be found beforehand"
        ),
        (
            .streamDropped(cover, .containerCannotHold("webm", advice: [.matroska])),
            "cover art stream 2 (png) left out: webm cannot hold it; use .mkv"
        ),
        (
            .streamDropped(sound, .containerRefuses("matroska", reason: "no sample rate", advice: [])),
            "audio stream 1 (aac) left out: matroska does not take it (no sample rate)"
        ),
        (
            .packetsDropped(sound, count: 2, of: 9),
            "audio stream 1 (aac): 2 of 9 packets could not be copied"
        ),
        (
            .tagsDropped(["mood"], container: "avi", advice: [.matroska]),
            "tag mood left out: avi has no place for it; use .mkv"
        ),
        (
            .tagsDropped(["mood", "reel"], container: "avi", advice: []),
            "tags mood, reel left out: avi has no place for them"
        ),
        (
            .rotationDropped(container: "matroska"),
            "the picture's rotation is left out: matroska cannot hold it; use .mp4"
        ),
        (
            .bitsDropped(
                encoder: "libx264", kept: 10, of: 16, advice: .losslessEncoder("ffv1", inMatroska: true)),
            "libx264 keeps 10 of the film's 16 bits; --codec ffv1 in an .mkv keeps all"
        ),
        (
            .alphaDropped(encoder: "yuv4mpegpipe", advice: .losslessContainer("nut")),
            "the film's alpha channel is left out: yuv4mpegpipe has none; --format nut keeps all"
        ),
        (
            .captionsDropped(encoder: "ffv1"),
            "closed captions left out: ffv1 does not write them; --codec libx264 does"
        ),
        (
            .fieldsMarkedAlike(encoder: "libx264", isInterlaced: false),
            "the film has whole frames and interlaced ones, which are all marked whole: libx264 marks them once for all; "
                + "--codec ffv1 marks each, --deinterlace makes all whole"
        ),
        (
            .gapsDropped(count: 2),
            "2 frames last longer in the film than in the output, whose container holds one frame rate; .mkv and .mp4 "
                + "hold every frame's time"
        ),
        (
            .memoryShort(neededBytes: 3.5 * 0x1p30, freeBytes: 2 * 0x1p30),
            "this may need 3.5 GiB of memory, and 2.0 are free: smaller pictures, a smaller --input-size or a faster "
                + "--preset need less"
        ),
    ]

    @Test(arguments: stills + films) func sentences(notice: Notice, sentence: String) {
        #expect(notice.words == sentence)
    }

    @Test(arguments: [
        (FilmDamage.Kind.undecodablePacket, "3 packets could not be decoded, first"),
        (.guessedFrame, "3 frames are damaged: the decoder had to guess parts of them, first"),
        (.reportedFrame, "the decoder reported errors at 3 frames, first"),
        (.badTime, "3 frames had times that are not after the frame before, first"),
        (.otherSize, "3 frames are of another size and were scaled to the first one's, first"),
        (.timeJump, "times jump 3 times and were joined, first"),
    ])
    func damage(kind: FilmDamage.Kind, beginning: String) {
        let place = FilmDamage.Place.afterFrame(12, seconds: 5)
        #expect(
            FilmDamage(kind, count: 3, place: place, detail: .report("bad")).words
                == "\(beginning) after frame 12, at 0:05 (bad)")
        #expect(!FilmDamage(kind, place: place).words.contains("first after"))
    }

    @Test func placesOfDamage() {
        #expect(
            FilmDamage(.readFailure, place: .frame(7, seconds: 65)).words
                == "cannot be read to its end at frame 7, 1:05")
        #expect(
            FilmDamage(.brokenOff, place: .endOfFrames(20, of: 90, seconds: 2)).words
                == "breaks off after 20 of 90 frames, at 0:02")
        let detail = FilmDamage.Detail.size(width: 64, height: 48, firstWidth: 32, firstHeight: 24)
        #expect(
            FilmDamage(.otherSize, place: .frame(1, seconds: 0), detail: detail).words
                == "1 frame is of another size and was scaled to the first one's at frame 1, 0:00 "
                + "(64x48 instead of 32x24)")
    }
}
