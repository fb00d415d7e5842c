import ArgumentParser
import Files
import Glibc
import ModelStore
import Weights

extension ModelsCommand {
    struct Convert: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write weights as a safetensors file.",
            discussion: """
                Reads a safetensors file or a .pth file of PyTorch in either of its formats. f32 loses nothing; f16 and \
                bf16 halve the file. Tensors of integers stay as they are.
                """)

        @Argument(help: "The file to read.")
        var input: String

        @Argument(help: "The file to write, NAME.safetensors.")
        var output: String

        @Option(help: "Type of the numbers.")
        var dtype = ModelsConvertType.f32

        @Flag(name: [.customShort("y"), .long], help: "Overwrite the output if it exists.")
        var overwrite = false

        func run() throws {
            guard output.hasSuffix(".safetensors") else {
                throw ValidationError("\(output): only safetensors files are written; name it NAME.safetensors")
            }
            var paths = RunPaths()
            paths.read(input, as: .input)
            paths.write(output, as: .output)
            try paths.check()
            var status = stat()
            guard overwrite || lstat(output.systemPath, &status) != 0 else {
                throw ValidationError("\(output): exists; -y overwrites it")
            }
            try WeightsConversion.write(
                WeightsFile.open(path: input), as: dtype.target, to: output, replaces: overwrite)
        }
    }
}

/// The values of `--dtype`.
enum ModelsConvertType: String, ExpressibleByArgument, CaseIterable {
    case f32, f16, bf16

    var target: WeightsConversion.Target {
        switch self {
        case .f32: .float32
        case .f16: .float16
        case .bf16: .bfloat16
        }
    }
}
