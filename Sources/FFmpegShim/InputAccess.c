#include "FFmpegShim.h"

#include <errno.h>

static int refuse(
    AVFormatContext *context, AVIOContext **input, const char *address, int flags, AVDictionary **options) {
    (void)context, (void)input, (void)address, (void)flags, (void)options;
    return AVERROR(EPERM);
}

void shim_input_refuse_other_files(AVFormatContext *context) { context->io_open = refuse; }
