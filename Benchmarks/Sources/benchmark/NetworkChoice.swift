import ArgumentParser
import Net

/// One network in one precision.
struct NetworkChoice: ParsableArguments {
    @OptionGroup var material: NetworkMaterial

    @Option(help: "lite, eccv16 or siggraph17.")
    var model: ColorizerModel

    @Option(help: "\(Precision.allCases.map(\.rawValue).joined(separator: ", ")).")
    var precision: Precision = .f32

    func colorizer(atOnce: Int = 1) throws -> Colorizer { try material.colorizer(model, precision, atOnce: atOnce) }
}
