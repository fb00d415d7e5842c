internal import FFmpegShim

/// Tags in which Matroska's writers note how large and long a coded stream is (mkvmerge's statistics): true of that
/// stream only, neither of a coloured one nor of a part. With a language at the end, as FFmpeg reads some of them.
enum StreamStatistics {
    private static let names = ["BPS", "DURATION", "NUMBER_OF_FRAMES", "NUMBER_OF_BYTES"]

    static func remove(from metadata: inout OpaquePointer?) {
        var found: [String] = []
        var entry: UnsafeMutablePointer<AVDictionaryEntry>?
        while let next = av_dict_get(metadata, "", entry, AV_DICT_IGNORE_SUFFIX) {
            let key = String(cString: next.pointee.key)
            if isStatistic(key) { found.append(key) }
            entry = next
        }
        for key in found { av_dict_set(&metadata, key, nil, 0) }
    }

    static func isStatistic(_ tag: String) -> Bool {
        let tag = tag.uppercased()
        return tag.hasPrefix("_STATISTICS_") || names.contains { tag == $0 || tag.hasPrefix("\($0)-") }
    }
}
