import Net
import Shots
import Testing
import Weights

@testable import Jobs

@Suite struct ColorizerBuilderTests {
    /// A small network compares precisions for any part of a film; a large one does not for a glance.
    @Test(arguments: [
        (ColorizerModel.lite, 256, 1), (.lite, 1024, 16), (.ddcolorTiny, 256, 16), (.eccv16, 256, 16),
        (.eccv16, 128, 1),
    ])
    func precisionsAreNotComparedForAGlance(model: ColorizerModel, side: Int, least: Int) throws {
        var options = Colorizer.Options()
        (options.inputWidth, options.inputHeight) = (side, side)
        let builder = ColorizerBuilder(model: model, weights: try WeightTable.embeddedLite(), options: options)
        #expect(builder.leastOfPart == least)
    }

    /// Where a large network colours one frame of 16 only, comparing has to be worth it for these.
    @Test func keyFramesAreFewPictures() throws {
        var coloring = ColoringOrder()
        coloring.steadiness = .shot
        for (model, side, least) in [(ColorizerModel.eccv16, 256, 256), (.lite, 1024, 16)] {
            var options = Colorizer.Options()
            (options.inputWidth, options.inputHeight) = (side, side)
            var builder = ColorizerBuilder(model: model, weights: try WeightTable.embeddedLite(), options: options)
            builder.prepare(for: coloring)
            #expect(builder.leastOfPart == least)
        }
    }
}
