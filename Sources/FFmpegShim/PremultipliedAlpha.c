#include "FFmpegShim.h"

#include <string.h>

// Float pictures have a plane a component.
static void scale_floats(AVFrame *frame, const AVPixFmtDescriptor *descriptor, bool divides) {
    const int alpha_plane = descriptor->comp[descriptor->nb_components - 1].plane;
    for (int component = 0; component < descriptor->nb_components - 1; component++) {
        const int plane = descriptor->comp[component].plane;
        for (int y = 0; y < frame->height; y++) {
            float *row = (float *)(void *)(frame->data[plane] + y * (ptrdiff_t)frame->linesize[plane]);
            const float *alpha =
                (const float *)(const void *)(frame->data[alpha_plane] + y * (ptrdiff_t)frame->linesize[alpha_plane]);
            // What is transparent has no colour to divide, only light of its own, which stays.
            for (int x = 0; x < frame->width; x++) {
                if (alpha[x] > 0 && alpha[x] < 1) row[x] = divides ? row[x] / alpha[x] : row[x] * alpha[x];
            }
        }
    }
}

// Packed integers, line by line: all components of a line share its bytes, which av_write_image_line2 only adds to.
static int divide_integers(AVFrame *frame, const AVPixFmtDescriptor *descriptor) {
    const int count = descriptor->nb_components;
    const uint64_t full = (1U << descriptor->comp[count - 1].depth) - 1;
    uint32_t *lines = av_malloc_array((size_t)frame->width * (size_t)count, sizeof *lines);
    if (lines == NULL) return AVERROR(ENOMEM);
    const uint32_t *alpha = lines + (size_t)(count - 1) * (size_t)frame->width;
    for (int y = 0; y < frame->height; y++) {
        for (int component = 0; component < count; component++) {
            av_read_image_line2(
                lines + (size_t)component * (size_t)frame->width, (const uint8_t **)frame->data, frame->linesize,
                descriptor, 0, y, component, frame->width, 0, sizeof *lines);
        }
        memset(
            frame->data[0] + y * (ptrdiff_t)frame->linesize[0], 0,
            (size_t)frame->width * (size_t)descriptor->comp[0].step);
        for (int component = 0; component < count; component++) {
            uint32_t *line = lines + (size_t)component * (size_t)frame->width;
            for (int x = 0; component < count - 1 && x < frame->width; x++) {
                if (alpha[x] == 0) continue;
                const uint64_t value = (line[x] * full + alpha[x] / 2) / alpha[x];
                line[x] = (uint32_t)(value < full ? value : full);
            }
            av_write_image_line2(
                line, frame->data, frame->linesize, descriptor, 0, y, component, frame->width, sizeof *line);
        }
    }
    av_free(lines);
    return 0;
}

int shim_frame_scale_by_alpha(AVFrame *frame, bool divides) {
    const AVPixFmtDescriptor *descriptor = av_pix_fmt_desc_get(frame->format);
    if (descriptor == NULL || (descriptor->flags & AV_PIX_FMT_FLAG_ALPHA) == 0) return 0;
    const int status = av_frame_make_writable(frame);
    if (status < 0) return status;
    const bool is_planar = (descriptor->flags & AV_PIX_FMT_FLAG_PLANAR) != 0;
    if ((descriptor->flags & AV_PIX_FMT_FLAG_FLOAT) != 0) {
        if (!is_planar || descriptor->comp[0].depth != 32 || (descriptor->flags & AV_PIX_FMT_FLAG_BE) != 0)
            return AVERROR(ENOSYS);
        scale_floats(frame, descriptor, divides);
        return 0;
    }
    const uint64_t unfit = AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_PAL;
    if (!divides || is_planar || (descriptor->flags & unfit) != 0) return AVERROR(ENOSYS);
    return divide_integers(frame, descriptor);
}
