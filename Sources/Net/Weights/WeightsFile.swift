/// Reads a file of weights in whatever format it has.
public enum WeightsFile {
    /// The formats, told by a file's first bytes and never by its name.
    package enum Format: Sendable, Hashable {
        /// https://github.com/huggingface/safetensors
        case safetensors
        /// What `torch.save` writes since PyTorch 1.6: a zip file.
        case torchZip
        /// What `torch.save` wrote before, and writes with `_use_new_zipfile_serialization=False`.
        case torchLegacy
    }

    /// Opens the file and checks all of its structure; the tensors stay in the file until they are asked for.
    ///
    /// Throws `unreadableFile` if it cannot be opened, `malformedWeights` if it breaks a rule of its format, has
    /// anything but the tensors of one state dict in it, or exceeds a limit set on hostile input.
    public static func open(path: String) throws(WeightsError) -> WeightTable {
        try table(from: FileBytes(path: path), path: path)
    }

    /// Bytes in any of the formats.
    package static func table(from owner: any WeightBytes, path: String?) throws(WeightsError) -> WeightTable {
        defer { withExtendedLifetime(owner) {} }
        do {
            try owner.load(0..<min(owner.bytes.count, firstBytes))
            switch try format(of: owner.bytes) {
            case .safetensors: return try SafetensorsFile.table(from: owner, path: path)
            case .torchZip: return try TorchZipFile.table(from: owner, path: path)
            case .torchLegacy: return try TorchLegacyFile.table(from: owner, path: path)
            }
        } catch {
            throw WeightsError(.malformedWeights, operation: "read weights", path: path, reason: error.reason)
        }
    }

    /// More than what tells the formats apart.
    private static let firstBytes = 4096

    package static func format(of bytes: UnsafeRawBufferPointer) throws(MalformedWeights) -> Format {
        if TorchZipFile.recognizes(bytes) { return .torchZip }
        if TorchLegacyFile.recognizes(bytes) { return .torchLegacy }
        if SafetensorsFile.recognizes(bytes) { return .safetensors }
        throw MalformedWeights("is neither a safetensors nor a PyTorch file: \(looksLike(bytes))")
    }

    /// What people download by mistake.
    private static func looksLike(_ bytes: UnsafeRawBufferPointer) -> String {
        let start = bytes.prefix(64)
        let text = start.allSatisfy { $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
        if start.starts(with: "version https://git-lfs".utf8) {
            return "it is a Git LFS pointer; fetch the file itself"
        }
        if start.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") { return "it looks like a web page" }
        if start.starts(with: [0x1F, 0x8B]) { return "it is compressed with gzip" }
        if start.starts(with: [0x89, 0x48, 0x44, 0x46]) { return "it is an HDF5 file" }
        if start.first == 0x80 { return "it is a Python pickle of another kind" }
        if text { return "it looks like text" }
        return "its first bytes say nothing known"
    }
}
