#include "FFmpegShim.h"

int shim_timecode_after(const char *timecode, AVRational rate, int frames, char *text) {
    AVTimecode start;
    const int status = av_timecode_init_from_string(&start, rate, timecode, NULL);
    if (status < 0) return status;
    start.flags |= AV_TIMECODE_FLAG_24HOURSMAX;
    av_timecode_make_string(&start, text, frames);
    return 0;
}
