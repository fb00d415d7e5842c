#include "FFmpegShim.h"

#include <libavutil/mem.h>

int shim_copy_chapters(AVFormatContext *to, const AVFormatContext *from) {
    for (unsigned i = 0; i < from->nb_chapters; i++) {
        const AVChapter *chapter = from->chapters[i];
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
        copy->start = chapter->start;
        copy->end = chapter->end;
        status = av_dict_copy(&copy->metadata, chapter->metadata, 0);
        if (status < 0) return status;
    }
    return 0;
}
