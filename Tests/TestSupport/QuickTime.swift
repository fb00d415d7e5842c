import Foundation

/// What a test writes into MP4 and QuickTime files itself.
public enum QuickTime {
    /// A file that is not as these functions expect it.
    public struct Failure: Error {}

    /// Turns the picture of the first track by 90° clockwise.
    ///
    /// `ffmpeg` writes it with `-metadata:s:v rotate=90` before FFmpeg 7 only, and reads `-display_rotation` since
    /// FFmpeg 6 only.
    public static func turnFirstTrack(_ path: String) throws {
        let url = URL(fileURLWithPath: path)
        var file = try Data(contentsOf: url)
        // The track header, version 0: 40 bytes of flags, times, number, duration, layer, volume; nine numbers of the
        // matrix; width and height.
        guard let name = file.range(of: Data("tkhd".utf8)), file[name.upperBound] == 0 else { throw Failure() }
        let matrix = name.upperBound + 40
        let height = Array(file[matrix + 40..<matrix + 44])
        let (zero, one, minusOne): ([UInt8], [UInt8], [UInt8]) = ([0, 0, 0, 0], [0, 1, 0, 0], [255, 255, 0, 0])
        // 16.16 fixed point, in the last column 2.30: x' = height - y, y' = x.
        let turned = [zero, one, zero, minusOne, zero, zero, height, zero, [64, 0, 0, 0]]
        file.replaceSubrange(matrix..<matrix + 36, with: turned.joined())
        try file.write(to: url)
    }
}
