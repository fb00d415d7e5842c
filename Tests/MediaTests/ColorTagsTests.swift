import Color
import FFmpegShim
import Testing

@testable import Media

@Suite struct ColorTagsTests {
    private func tags(_ name: String, width: Int, height: Int) throws -> ColorDescription {
        let format = try #require(PixelFormat(named: name))
        let frame = try Frame()
        try frame.allocatePlanes(format: format, width: width, height: height)
        return try ColorTags(of: frame, format: format).description
    }

    @Test func unsaidTagsAreGuessedAsPlayersDo() throws {
        #expect(try tags("yuv420p", width: 640, height: 480) == ColorDescription(range: .limited, matrix: .bt601))
        #expect(try tags("yuv420p", width: 720, height: 576) == ColorDescription(range: .limited, matrix: .bt601))
        #expect(try tags("yuv420p", width: 1280, height: 720) == ColorDescription(range: .limited, matrix: .bt709))
        #expect(try tags("gray", width: 64, height: 48).range == .full)
        #expect(try tags("gbrp", width: 64, height: 48).range == .full)
        #expect(
            try tags("yuvj420p", width: 64, height: 48)
                == ColorDescription(range: .full, matrix: .bt601, chromaLocation: .center))
    }

    /// Tags of a frame of 64 × 48 that says what `set` makes it say.
    private func tags(
        _ name: String, _ set: (inout AVFrame) -> Void = { _ in }
    ) throws -> ColorTags {
        let format = try #require(PixelFormat(named: name))
        let frame = try Frame()
        try frame.allocatePlanes(format: format, width: 64, height: 48)
        set(&frame.pointer.pointee)
        return try ColorTags(of: frame, format: format)
    }

    @Test func primariesAndTransferAreGuessedAndKept() throws {
        let unsaid = try tags("yuv420p")
        #expect(unsaid.primaries == AVCOL_PRI_BT709 && unsaid.transfer == AVCOL_TRC_BT709)
        #expect(try tags("rgb24").transfer == AVCOL_TRC_IEC61966_2_1)
        #expect(try tags("gbrpf32le").isLinear)
        let wide = try tags("yuv420p10le") { $0.color_primaries = AVCOL_PRI_BT2020 }
        #expect(wide.description.primaries == .bt2020 && wide.matrix == AVCOL_SPC_BT2020_NCL)
        #expect(wide.chromaLocation == AVCHROMA_LOC_TOPLEFT)
        // Of another white: the colours are those of BT.709, and say so.
        #expect(try tags("gray") { $0.color_primaries = AVCOL_PRI_FILM }.primaries == AVCOL_PRI_BT709)
    }

    /// FFmpeg tags whatever comes from DPX files as linear light.
    @Test(arguments: [
        ("gray", AVCOL_TRC_BT709), ("yuv422p10le", AVCOL_TRC_BT709), ("gbrp10le", AVCOL_TRC_IEC61966_2_1),
        ("rgb48le", AVCOL_TRC_IEC61966_2_1), ("gray16le", AVCOL_TRC_BT709),
    ])
    func onlyFloatsAreLinear(format: String, transfer: AVColorTransferCharacteristic) throws {
        let integers = try tags(format) { $0.color_trc = AVCOL_TRC_LINEAR }
        #expect(integers.ignoresLinearTag && !integers.isLinear && integers.transfer == transfer)
        let floats = try tags("grayf32le") { $0.color_trc = AVCOL_TRC_LINEAR }
        #expect(floats.isLinear && !floats.ignoresLinearTag)
    }

    @Test(arguments: [
        (AVCHROMA_LOC_LEFT, AVCHROMA_LOC_LEFT, ColorDescription.ChromaLocation.left),
        (AVCHROMA_LOC_CENTER, AVCHROMA_LOC_CENTER, .center), (AVCHROMA_LOC_TOPLEFT, AVCHROMA_LOC_TOPLEFT, .topLeft),
        (AVCHROMA_LOC_TOP, AVCHROMA_LOC_TOP, .top), (AVCHROMA_LOC_BOTTOM, AVCHROMA_LOC_CENTER, .center),
        (AVCHROMA_LOC_BOTTOMLEFT, AVCHROMA_LOC_LEFT, .left),
    ])
    func chromaIsWrittenWhereTheTagSays(
        source: AVChromaLocation, output: AVChromaLocation, place: ColorDescription.ChromaLocation
    ) throws {
        let tags = try tags("yuv420p") { $0.chroma_location = source }
        let written = tags.recombined(as: try #require(PixelFormat(named: "yuv420p")))
        #expect(written.chromaLocation == output && written.description.chromaLocation == place)
        // What is not subsampled has no location.
        let full = tags.recombined(as: try #require(PixelFormat(named: "yuv444p")))
        #expect(full.chromaLocation == AVCHROMA_LOC_UNSPECIFIED)
    }

    @Test func whatNothingCanSayIsWhatReadersExpect() throws {
        let format = try #require(PixelFormat(named: "yuv420p"))
        let tags = try tags("yuv420p") {
            $0.colorspace = AVCOL_SPC_BT709
            $0.color_range = AVCOL_RANGE_JPEG
        }
        func carried(_ codec: AVCodecID, _ container: String) -> ColorTags {
            tags.recombined(as: format).asCarried(by: codec, container: container, width: 64, height: 48)
        }
        for (codec, container, matrix, range) in [
            (AV_CODEC_ID_H264, "avi", AVCOL_SPC_BT709, AVCOL_RANGE_JPEG),
            (AV_CODEC_ID_FFV1, "matroska", AVCOL_SPC_BT709, AVCOL_RANGE_JPEG),
            (AV_CODEC_ID_FFV1, "avi", AVCOL_SPC_SMPTE170M, AVCOL_RANGE_MPEG),
            (AV_CODEC_ID_PRORES, "mov", AVCOL_SPC_BT709, AVCOL_RANGE_MPEG),
            (AV_CODEC_ID_PRORES, "matroska", AVCOL_SPC_BT709, AVCOL_RANGE_MPEG),
            (AV_CODEC_ID_MJPEG, "matroska", AVCOL_SPC_SMPTE170M, AVCOL_RANGE_JPEG),
            (AV_CODEC_ID_VP8, "webm", AVCOL_SPC_SMPTE170M, AVCOL_RANGE_MPEG),
        ] {
            let found = carried(codec, container)
            #expect(found.matrix == matrix && found.range == range, "\(codec) \(container)")
        }
    }

    @Test func whatCannotBeColouredTrulyIsRefused() {
        #expect(throws: MediaError.self) { try tags("yuv420p") { $0.color_trc = AVCOL_TRC_SMPTE2084 } }
        #expect(throws: MediaError.self) { try tags("rgb48le") { $0.color_trc = AVCOL_TRC_ARIB_STD_B67 } }
        #expect(throws: MediaError.self) { try tags("yuv420p") { $0.colorspace = AVCOL_SPC_YCGCO } }
        #expect(throws: MediaError.self) { try tags("yuv420p") { $0.colorspace = AVCOL_SPC_BT2020_CL } }
        #expect(throws: MediaError.self) { try tags("bayer_rggb8") }
        // Grey has no matrix, whatever it says.
        #expect(throws: Never.self) { try tags("gray") { $0.colorspace = AVCOL_SPC_YCGCO } }
    }
}
