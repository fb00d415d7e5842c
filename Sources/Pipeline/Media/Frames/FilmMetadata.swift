internal import FFmpegShim

/// The metadata and chapters of a whole film, kept in a private format context, so that they can be copied to an output
/// after the demuxer has gone.
///
/// `@unchecked Sendable`: nothing changes the context after `init`.
final class FilmMetadata: @unchecked Sendable {
    private let context: UnsafeMutablePointer<AVFormatContext>

    /// Throws `MediaError` if there is no memory.
    init(copying source: UnsafeMutablePointer<AVFormatContext>) throws(MediaError) {
        guard let context = avformat_alloc_context() else { throw Frame.outOfMemory }
        do throws(MediaError) {
            try checked(av_dict_copy(&context.pointee.metadata, source.pointee.metadata, 0), "copy metadata")
            try checked(shim_copy_chapters(context, source, 0, .max), "copy chapters")
        } catch {
            avformat_free_context(context)
            throw error
        }
        for key in FilmMetadata.ownTags { av_dict_set(&context.pointee.metadata, key, nil, 0) }
        self.context = context
    }

    deinit { avformat_free_context(context) }

    /// These, in lowercase, describe the input's own file or the one that it was made from; the muxer writes what is
    /// true of the output.
    private static let ownTags = ["major_brand", "minor_version", "compatible_brands", "encoder"]

    /// The names of the tags.
    var tagNames: [String] {
        var names: [String] = []
        var entry: UnsafeMutablePointer<AVDictionaryEntry>?
        while let next = av_dict_get(context.pointee.metadata, "", entry, AV_DICT_IGNORE_SUFFIX) {
            names.append(String(cString: next.pointee.key))
            entry = next
        }
        return names
    }

    /// Copies everything to `target` or, for a part of the film, the chapters as far as they lie in it. Throws
    /// `MediaError` if there is no memory.
    func copy(
        to target: UnsafeMutablePointer<AVFormatContext>, part: (startSeconds: Double, endSeconds: Double?)?
    ) throws(MediaError) {
        try checked(av_dict_copy(&target.pointee.metadata, context.pointee.metadata, 0), "copy metadata")
        let start = Int64(((part?.startSeconds ?? 0) * Double(AV_TIME_BASE)).rounded())
        let end = part?.endSeconds.map { Int64(($0 * Double(AV_TIME_BASE)).rounded()) } ?? .max
        try checked(shim_copy_chapters(target, context, start, end), "copy chapters")
    }
}
