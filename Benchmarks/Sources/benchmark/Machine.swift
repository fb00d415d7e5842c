import Color
import Foundation
import Media
import Net

/// What the figures belong to.
struct Machine: Codable {
    let date: String
    /// As Linux names it.
    let processor: String
    /// Cores that this process may use.
    let usableCores: Int
    /// "2.6.3"
    let oneDNN: String
    /// The widest that oneDNN uses: "avx512_core_bf16".
    let networkInstructionSet: String
    /// The widest that the pixel kernels use: "avx512".
    let pixelInstructionSet: String
    let ffmpeg: String

    static func here() throws -> Machine {
        let facts = try String(contentsOf: URL(filePath: "/proc/cpuinfo"), encoding: .utf8)
        let model = facts.split(separator: "\n").first { $0.hasPrefix("model name") }
        return Machine(
            date: Date.now.formatted(.iso8601.year().month().day()),
            processor: model?.split(separator: ":").last.map { $0.drop { $0 == " " } }.map(String.init) ?? "unknown",
            usableCores: ProcessInfo.processInfo.activeProcessorCount,
            oneDNN: NetVersions.oneDNN, networkInstructionSet: NetVersions.instructionSet,
            pixelInstructionSet: PixelInstructionSet.name, ffmpeg: FFmpegLibrary.version)
    }

    var line: String {
        "\(date), \(processor), \(usableCores) cores; oneDNN \(oneDNN) (\(networkInstructionSet)), "
            + "pixels \(pixelInstructionSet), FFmpeg \(ffmpeg)"
    }
}
