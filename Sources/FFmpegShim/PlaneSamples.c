#include "FFmpegShim.h"

#include <string.h>

static int lines_are_readable(const AVPixFmtDescriptor *descriptor) {
    const uint64_t unreadable = AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_BAYER | AV_PIX_FMT_FLAG_FLOAT;
    return descriptor != NULL && (descriptor->flags & unreadable) == 0;
}

// The width or height of the plane that holds a component: chroma of a subsampled picture is smaller.
static int component_size(const AVPixFmtDescriptor *descriptor, int component, int size, int log2_chroma) {
    int is_chroma = (descriptor->flags & AV_PIX_FMT_FLAG_RGB) == 0 && (component == 1 || component == 2) &&
                    descriptor->nb_components >= 3;
    return is_chroma ? AV_CEIL_RSHIFT(size, log2_chroma) : size;
}

// Full scale stays full scale: 1 bit becomes 0 or 255, 5 bits become v·255/31 rounded.
static void widen_to_8_bits(uint16_t *line, int width, int depth, int is_inverted) {
    unsigned full_scale = (1u << depth) - 1;
    for (int x = 0; x < width; x++) {
        unsigned value = is_inverted ? full_scale - line[x] : line[x];
        line[x] = (uint16_t)((value * 255 + full_scale / 2) / full_scale);
    }
}

// Palettes hold ARGB in native words; FFmpeg's own look-up by component gives bytes in the order of memory instead.
static void look_up(uint16_t *line, int width, const uint32_t *palette, int component) {
    for (int x = 0; x < width; x++) line[x] = (palette[line[x] & 0xFF] >> (16 - 8 * component)) & 0xFF;
}

static void narrow_from_8_bits(uint16_t *line, int width, int depth, int is_inverted) {
    unsigned full_scale = (1u << depth) - 1;
    for (int x = 0; x < width; x++) {
        unsigned value = (line[x] * full_scale + 127) / 255;
        line[x] = (uint16_t)(is_inverted ? full_scale - value : value);
    }
}

int shim_frame_read_planes(const AVFrame *frame, int plane_count, uint8_t *const planes[], const ptrdiff_t strides[],
                           int bytes_per_sample) {
    const AVPixFmtDescriptor *descriptor = av_pix_fmt_desc_get(frame->format);
    if (!lines_are_readable(descriptor)) return AVERROR(ENOSYS);
    int has_palette = (descriptor->flags & AV_PIX_FMT_FLAG_PAL) != 0;
    if (!has_palette && plane_count > descriptor->nb_components) return AVERROR(EINVAL);
    uint16_t *line = av_malloc_array(frame->width, sizeof *line);
    if (line == NULL) return AVERROR(ENOMEM);
    for (int component = 0; component < plane_count; component++) {
        int width = component_size(descriptor, component, frame->width, descriptor->log2_chroma_w);
        int height = component_size(descriptor, component, frame->height, descriptor->log2_chroma_h);
        int depth = has_palette ? 8 : descriptor->comp[component].depth;
        // MONOWHITE is the one format whose zero is white; its descriptor does not say so.
        int is_inverted = frame->format == AV_PIX_FMT_MONOWHITE;
        for (int y = 0; y < height; y++) {
            av_read_image_line2(line, (const uint8_t **)frame->data, frame->linesize, descriptor, 0, y,
                                has_palette ? 0 : component, width, 0, sizeof *line);
            if (has_palette) look_up(line, width, (const uint32_t *)(const void *)frame->data[1], component);
            if (depth < 8) widen_to_8_bits(line, width, depth, is_inverted);
            uint8_t *row = planes[component] + y * strides[component];
            if (bytes_per_sample == 2) {
                memcpy(row, line, (size_t)width * sizeof *line);
            } else {
                for (int x = 0; x < width; x++) row[x] = (uint8_t)line[x];
            }
        }
    }
    av_free(line);
    return 0;
}

int shim_frame_write_planes(AVFrame *frame, int plane_count, const uint8_t *const planes[], const ptrdiff_t strides[],
                            int bytes_per_sample) {
    const AVPixFmtDescriptor *descriptor = av_pix_fmt_desc_get(frame->format);
    if (!lines_are_readable(descriptor) || (descriptor->flags & AV_PIX_FMT_FLAG_PAL) != 0) return AVERROR(ENOSYS);
    if (plane_count > descriptor->nb_components) return AVERROR(EINVAL);
    uint16_t *line = av_malloc_array(frame->width, sizeof *line);
    if (line == NULL) return AVERROR(ENOMEM);
    // av_write_image_line2 adds its bits to what is there.
    for (int plane = 0; plane < AV_NUM_DATA_POINTERS && frame->buf[plane] != NULL; plane++) {
        memset(frame->buf[plane]->data, 0, frame->buf[plane]->size);
    }
    for (int component = 0; component < descriptor->nb_components; component++) {
        int width = component_size(descriptor, component, frame->width, descriptor->log2_chroma_w);
        int height = component_size(descriptor, component, frame->height, descriptor->log2_chroma_h);
        int depth = descriptor->comp[component].depth;
        int is_inverted = frame->format == AV_PIX_FMT_MONOWHITE;
        for (int y = 0; y < height; y++) {
            if (component >= plane_count) {
                for (int x = 0; x < width; x++) line[x] = (uint16_t)((1u << depth) - 1);
            } else {
                const uint8_t *row = planes[component] + y * strides[component];
                if (bytes_per_sample == 2) {
                    memcpy(line, row, (size_t)width * sizeof *line);
                } else {
                    for (int x = 0; x < width; x++) line[x] = row[x];
                    if (depth < 8) narrow_from_8_bits(line, width, depth, is_inverted);
                }
            }
            av_write_image_line2(line, frame->data, frame->linesize, descriptor, 0, y, component, width, sizeof *line);
        }
    }
    av_free(line);
    return 0;
}
