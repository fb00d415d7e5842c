import Files
import Media
import ModelStore
import Report
import Testing

@testable import Flow
@testable import colorize_video

/// What errors of the libraries say on the screen: one line, with the option that helps.
@Suite struct ErrorWordsTests {
    @Test(arguments: [
        (Fault.stillFormatForFilm, "is a film; --output-format is for pictures"),
        (.frameRateWithoutStills, "--fps is for films made of pictures"),
        (
            .startNumberWithoutNumbers,
            "--start-number is for patterns like scan_%06d.dpx and for a film's pictures"
        ),
        (
            .filmReadingForStills,
            "--start, --duration, --map-video and --deinterlace are for films; pictures have --frames"
        ),
        (.filmWritingForStills, "--format and --verify are for films that are written"),
        (
            .noStillInRange(count: 4, lower: 5, upper: 9),
            "has 4 pictures, counted from 0: none is in --frames 5-9"
        ),
        (.noStillInRange(count: 4, lower: 5, upper: nil), "has 4 pictures, counted from 0: none is in --frames 5-"),
        (.verificationOfStandardOutput, "--verify cannot read standard output again"),
        (.calibrationWithoutUse, "--calibration is for --precision auto and int8"),
        (.stillFormatAgainstName("png"), "the name says png, --output-format something else: leave one out"),
        (.ownFormatOfFrames, "--output-format same is for pictures; a film's frames have no format"),
        (
            .noConstantQuality(encoder: "ffv1"),
            "ffv1 has no --crf; its own options go through --encoder-option key=value"
        ),
        (.noPresets(encoder: "ffv1"), "ffv1 has no --preset; its own options go through --encoder-option key=value"),
        (.samePath(.cuts, as: .calibration), "--cuts is --calibration itself"),
        (.samePath(.output, as: .input), "the output is the input itself"),
        (.replacesStillThatIsRead(.table), "--json is one of the pictures that are read"),
        (.isStillThatIsWritten(.weights), "--weights is one of the pictures that are written"),
        (.replacesStillThatIsRead(.contactSheet), "--contact-sheet is one of the pictures that are read"),
        (.replacesStillThatIsRead(.strip), "--strip is one of the pictures that are read"),
        (
            .damage(FilmDamage(.timeJump, place: .afterFrame(3, seconds: 1))),
            "times jump once and were joined after frame 3, at 0:01"
        ),
    ])
    func faults(fault: Fault, sentence: String) {
        #expect(MediaError(.badOption, fault).words == sentence)
        #expect(MediaError(.badOption, path: "a\nb", fault).words == "a b: \(sentence)")
    }

    @Test func whatHelpsComesLast() {
        #expect(
            MediaError(
                .unsupported, .tooLittleMemory(leastBytes: 3.4 * 0x1p30, mostBytes: 3 * 0x1p30),
                advice: [.useLessMemory(includesEncoder: false)]
            ).words
                == "this needs at least 3.4 GiB of memory, and a process may have 3.0 here; smaller pictures or a smaller "
                + "--input-size need less")
        #expect(
            MediaError(
                .badOption, reason: "rpza cannot be used", advice: [.encoderOfSameFamily("qtrle"), .matroska]
            ).words == "rpza cannot be used; --codec qtrle is of the same family; use .mkv")
        #expect(
            MediaError(.badOption, path: "a.avi", reason: "no", advice: [.otherEncoderOrMatroska]).words
                == "a.avi: no; another --codec, or .mkv")
        #expect(Advice.encoderOfAnyFilm("ffv1").words == "--codec ffv1 takes any film")
        #expect(Advice.losslessEncoder("libx265", inMatroska: false).words == "--codec libx265 keeps all")
        #expect(Advice.followPlaylists.words == "--follow-playlists opens local ones")
        #expect(Advice.chooseVideoStream.words == "--map-video chooses one")
        #expect(Advice.keepStillFormats.words == "use --output-format same")
        #expect(Advice.giveCalibration.words == "give it a --calibration")
    }

    @Test func filesAndStores() {
        let error = FileError(.exists, path: "out.mkv", reason: "exists already")
        #expect(error.words == "out.mkv: exists already; -y overwrites it")
        #expect(MediaError(error).of("other.mkv").words == "other.mkv: exists already; -y overwrites it")
        #expect(FileError(.busy, path: "out.mkv", reason: "is written").words == "out.mkv: is written")
        #expect(
            FileError(.samePath(.cuts, as: .output), path: "x", reason: "").words == "x: --cuts is the output itself")
        #expect(
            ModelStoreError(
                .notInstalled, operation: "load eccv16", reason: "the weights of eccv16 are not installed",
                advice: [.fetchModel("eccv16", fileName: "a.pth", folder: "/b")]
            ).words
                == "cannot load eccv16: the weights of eccv16 are not installed; run `colorize-video models fetch "
                + "eccv16`, or without a network put a.pth into /b")
        #expect(
            ModelStoreError(
                .wrongWeights, operation: "add", path: "a.pth", reason: "others go first",
                advice: [.removeModelOrNameWeights("eccv16")]
            ).words
                == "a.pth: others go first; remove them (colorize-video models remove eccv16), or name this file with "
                + "--weights")
        #expect(Advice.removeModel("eccv16").words == "remove it first (colorize-video models remove eccv16)")
    }

    @Test func stages() {
        func words(_ error: MediaError, _ name: String?) -> String {
            StageError(stage: "encode", place: StagePlace(number: 7, name: name), underlying: error).words
        }
        let error = MediaError(.writing, reason: "no", advice: [.overwrite])
        #expect(words(error, nil) == "frame 7 (encode): no; -y overwrites it")
        #expect(words(error, "1.png") == "1.png: no; -y overwrites it")
        #expect(words(error.of("out/1.png"), "1.png") == "out/1.png: no; -y overwrites it")
    }
}
