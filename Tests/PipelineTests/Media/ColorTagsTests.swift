import Testing

@testable import Pipeline

@Suite struct ColorTagsTests {
    private func tags(_ name: String, width: Int, height: Int) throws -> ColorDescription {
        let format = try #require(PixelFormat(named: name))
        let frame = try Frame()
        try frame.allocatePlanes(format: format.av, width: width, height: height)
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
}
