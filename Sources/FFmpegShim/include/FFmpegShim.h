// The only door to FFmpeg: Swift's Media room imports this module, Files does for SHA-256, and no other place includes
// a libav header.
//
// The libav headers are imported as they are; what is declared below exists only because Swift cannot see it
// (macros, variadic functions, va_list) or because it differs between FFmpeg 5.1 and 8. One source file a topic.
#pragma once

#include <libavcodec/avcodec.h>
#include <libavcodec/bsf.h>
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/base64.h>
#include <libavutil/cpu.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libavutil/sha.h>
#include <libavutil/timecode.h>
#include <stdbool.h>

#pragma clang assume_nonnull begin

// MARK: Constants.c — macros that Swift does not import.

/// AVERROR_EOF: the demuxer, decoder or encoder has nothing more to give.
int shim_error_eof(void);
/// AVERROR(EAGAIN): the decoder or encoder wants input before it gives output.
int shim_error_again(void);
/// AVERROR_INVALIDDATA.
int shim_error_invalid_data(void);
/// AVERROR(errno_value).
int shim_error_from_errno(int errno_value);
/// AV_NOPTS_VALUE.
int64_t shim_no_timestamp(void);
/// AV_CODEC_FLAG_GLOBAL_HEADER.
int shim_codec_flag_global_header(void);
/// AV_CODEC_FLAG_INTERLACED_DCT | AV_CODEC_FLAG_INTERLACED_ME: the encoder keeps the two fields of a frame apart.
int shim_codec_flags_interlaced(void);
/// AV_CODEC_FLAG_OUTPUT_CORRUPT: the decoder gives frames it could only guess at, flagged.
int shim_codec_flag_output_corrupt(void);
/// FFmpeg's text for an error code, into `text` of `size` bytes.
void shim_error_text(int code, char *text, size_t size);
/// The version of the FFmpeg libraries in use, as "5.1.9-0+deb12u1".
const char *shim_ffmpeg_version(void);

// MARK: LogCapture.c — FFmpeg's log, of which errors quote the last line.

/// Takes FFmpeg's log away from stderr: from now on the last line of level error or worse is kept instead.
void shim_log_capture_start(void);
/// Copies the last captured line into `text` (at most `size` bytes, NUL-terminated, empty if none) and forgets it.
void shim_log_take_last(char *text, size_t size);

/// Counts what one codec logs.
typedef struct ShimLogWatch ShimLogWatch;
/// Counts the lines of `level` or worse (AV_LOG_WARNING, AV_LOG_ERROR) that the codec of `context` and its threads log
/// from now on. Takes `context->opaque`. The watch must be destroyed after the context; NULL if there is no memory.
ShimLogWatch *_Nullable shim_log_watch_create(AVCodecContext *context, int level);
/// NULL is allowed.
void shim_log_watch_destroy(ShimLogWatch *_Nullable watch);
/// The number of lines since the last call. The first of them, up to about 2,000 characters and each with a newline, go
/// to `text` (at most `size` bytes, NUL-terminated).
int shim_log_watch_take(ShimLogWatch *watch, char *text, size_t size);

// MARK: FrameTiming.c — AVFrame.pkt_duration became AVFrame.duration in FFmpeg 6.

/// The duration of a decoded frame in the stream's time base; 0 if unknown.
int64_t shim_frame_duration(const AVFrame *frame);
/// Sets the duration of a frame in the encoder's time base.
void shim_frame_set_duration(AVFrame *frame, int64_t duration);

// MARK: FrameFlags.c — interlacing moved from fields of AVFrame to its flags in FFmpeg 6.1.

/// Whether the frame is two fields woven together.
bool shim_frame_is_interlaced(const AVFrame *frame);
/// Whether the field with the top line is the earlier one.
bool shim_frame_is_top_field_first(const AVFrame *frame);
/// Whether the decoder had to guess at parts of the frame: missing references, broken data.
bool shim_frame_is_damaged(const AVFrame *frame);

// MARK: StreamSideData.c — stream side data moved from AVStream to AVCodecParameters in FFmpeg 6.1.

/// Copies what `from` carries beside its codec parameters (display matrix, stereo 3D, mastering display, …) to `to`.
/// Returns 0 or an AVERROR.
int shim_stream_copy_side_data(AVStream *to, const AVStream *from);
/// The stream's display matrix, nine numbers that belong to it; NULL if it has none.
const int32_t *_Nullable shim_stream_display_matrix(const AVStream *stream);
/// By how many degrees the stream's display matrix turns the picture; 0 if it has none.
double shim_stream_rotation(const AVStream *stream);
/// Whether Matroska's muxer writes the display matrix: since FFmpeg 7.
bool shim_matroska_holds_rotation(void);

// MARK: Timecode.c — AVTimecode's functions, which write to buffers.

/// The timecode `frames` after `timecode` ("01:00:00:00", or "01:00:00;00" where numbers are dropped) at `rate` frames
/// a second, into `text` of AV_TIMECODE_STR_SIZE bytes at least. Returns 0, or an AVERROR for what is no timecode.
int shim_timecode_after(const char *timecode, AVRational rate, int frames, char *text);

// MARK: Chapters.c — FFmpeg has no public function that makes an AVChapter.

/// Appends copies of the chapters of `from` to `to`, which frees them with itself: of those between `start` and `end`
/// (microseconds; INT64_MAX for no end), as far as they lie there, and counted from `start`. Returns 0 or an AVERROR.
int shim_copy_chapters(AVFormatContext *to, const AVFormatContext *from, int64_t start, int64_t end);

// MARK: EncoderFormats.c — AVCodec.pix_fmts gave way to avcodec_get_supported_config in FFmpeg 7.1.

/// The pixel formats an encoder takes, ended by AV_PIX_FMT_NONE; NULL if it does not say.
const enum AVPixelFormat *_Nullable shim_encoder_pixel_formats(const AVCodec *codec);

// MARK: PlaneSamples.c — samples of any pixel format to and from planes of their own.

/// Copies every colour component of `frame` to planes of one or two bytes a sample, or of four for floats.
///
/// Plane i receives component i of the pixel format's descriptor (Y, Cb, Cr or R, G, B; the palette is looked up), at
/// the component's own depth; depths below 8 bits are widened to 8 so that full scale stays full scale, and floats of
/// 16 bits become floats of 32. Formats of which FFmpeg cannot read lines (hardware, Bayer) give AVERROR(ENOSYS).
int shim_frame_read_planes(
    const AVFrame *frame, int plane_count, uint8_t *_Nullable const planes[_Nonnull], const ptrdiff_t strides[_Nonnull],
    int bytes_per_sample);

/// The reverse: writes planes to the colour components of `frame`. Alpha, if its format has it, becomes that of
/// `alpha_source`, of the same size and any format with alpha, or opaque if that is NULL.
int shim_frame_write_planes(
    AVFrame *frame, int plane_count, const uint8_t *_Nullable const planes[_Nonnull], const ptrdiff_t strides[_Nonnull],
    int bytes_per_sample, const AVFrame *_Nullable alpha_source);

/// Whether any pixel of a frame of format PAL8 has a colour of its palette that is not opaque: 1 or 0.
int shim_frame_palette_is_transparent(const AVFrame *frame);

/// Fills the plane of alpha of `frame`, whose format has one for it alone, likewise.
int shim_frame_set_alpha(AVFrame *frame, const AVFrame *_Nullable alpha_source);

// MARK: PictureSamples.c — pictures as their files mean them.

/// Copies the planes of `from` to those of `to`, which has the same pixel format and the size of the turned picture:
/// `swaps_axes` says that the stored rows are its columns, the other two that its x or y runs against the stored axis.
/// AVERROR(ENOSYS) for pixel formats whose samples are not whole bytes.
int shim_frame_orient(AVFrame *to, const AVFrame *from, int swaps_axes, int reverses_x, int reverses_y);

/// Takes from a frame what says that it lies on its side, after it was turned.
void shim_frame_forget_orientation(AVFrame *frame);

/// Samples of 16 bits that were decoded from `bits`, with zeros below, get the same full scale as others: the high bits
/// are repeated below. Other frames stay as they are.
void shim_frame_fill_low_bits(AVFrame *frame, int bits);

// MARK: OutputBytes.c — FFmpeg opens files by their names only; its signature for writing changed in FFmpeg 7.

/// Makes `*output` write to the file that is open as `descriptor`, of which it keeps a duplicate. Returns 0, or an
/// AVERROR and leaves `*output` alone. The caller ends it with shim_output_destroy.
int shim_output_open(AVIOContext *_Nullable *_Nonnull output, int descriptor);
/// Hands everything to the system. Returns 0, or the AVERROR of whatever could not be written since it was opened.
int shim_output_finish(AVIOContext *output);
/// Frees it, without writing what is still buffered, and sets it to NULL; NULL is accepted.
void shim_output_destroy(AVIOContext *_Nullable *_Nonnull output);

// MARK: InputAccess.c — playlists and scripts of other formats name files that FFmpeg would open.

/// From now on nothing can be opened through `context` but what is open already.
void shim_input_refuse_other_files(AVFormatContext *context);

// MARK: PremultipliedAlpha.c — colours that are stored multiplied by their alpha.

/// Divides the colours of a frame by its alpha, or multiplies them again (floats only). A frame without alpha stays as
/// it is. AVERROR(ENOSYS) for other formats than planes of floats and packed integers.
int shim_frame_scale_by_alpha(AVFrame *frame, bool divides);

#pragma clang assume_nonnull end
