#include "FFmpegShim.h"

#include <libavutil/avutil.h>
#include <libavutil/mathematics.h>
#include <libavutil/mem.h>

int shim_copy_chapters(AVFormatContext *to, const AVFormatContext *from, int64_t start, int64_t end) {
    for (unsigned i = 0; i < from->nb_chapters; i++) {
        const AVChapter *chapter = from->chapters[i];
        int is_part = start != 0 || end != INT64_MAX;
        int64_t offset = av_rescale_q(start, AV_TIME_BASE_Q, chapter->time_base);
        int64_t limit = end == INT64_MAX ? INT64_MAX : av_rescale_q(end, AV_TIME_BASE_Q, chapter->time_base);
        if (is_part && (chapter->start >= limit || chapter->end <= offset)) continue;
        AVChapter *copy = av_mallocz(sizeof *copy);
        if (copy == NULL) return AVERROR(ENOMEM);
        int count = (int)to->nb_chapters;
        // On failure av_dynarray_add_nofree leaves the array as it was.
        int status = av_dynarray_add_nofree(&to->chapters, &count, copy);
        if (status < 0) {
            av_free(copy);
            return status;
        }
        to->nb_chapters = (unsigned)count;
        copy->id = chapter->id;
        copy->time_base = chapter->time_base;
        copy->start = is_part ? FFMAX(chapter->start, offset) - offset : chapter->start;
        copy->end = is_part ? FFMIN(chapter->end, limit) - offset : chapter->end;
        status = av_dict_copy(&copy->metadata, chapter->metadata, 0);
        if (status < 0) return status;
    }
    return 0;
}
