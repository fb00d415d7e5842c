#include "FFmpegShim.h"

#include <libavutil/error.h>

int shim_error_eof(void) { return AVERROR_EOF; }

int shim_error_again(void) { return AVERROR(EAGAIN); }

int shim_error_invalid_data(void) { return AVERROR_INVALIDDATA; }

int shim_error_from_errno(int errno_value) { return AVERROR(errno_value); }

int64_t shim_no_timestamp(void) { return AV_NOPTS_VALUE; }

int shim_codec_flag_global_header(void) { return AV_CODEC_FLAG_GLOBAL_HEADER; }

int shim_codec_flags_interlaced(void) { return AV_CODEC_FLAG_INTERLACED_DCT | AV_CODEC_FLAG_INTERLACED_ME; }

int shim_codec_flag_output_corrupt(void) { return AV_CODEC_FLAG_OUTPUT_CORRUPT; }

void shim_error_text(int code, char *text, size_t size) { av_strerror(code, text, size); }

const char *shim_ffmpeg_version(void) { return av_version_info(); }
