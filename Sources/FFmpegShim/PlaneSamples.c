#include "FFmpegShim.h"

#include <string.h>

static int lines_are_readable(const AVPixFmtDescriptor *descriptor) {
    return descriptor != NULL && (descriptor->flags & (AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_BAYER)) == 0;
}

static int is_float(const AVPixFmtDescriptor *descriptor) { return (descriptor->flags & AV_PIX_FMT_FLAG_FLOAT) != 0; }

// The width or height of the plane that holds a component: chroma of a subsampled picture is smaller.
static int component_size(const AVPixFmtDescriptor *descriptor, int component, int size, int log2_chroma) {
    int is_chroma = (descriptor->flags & AV_PIX_FMT_FLAG_RGB) == 0 && (component == 1 || component == 2) &&
                    descriptor->nb_components >= 3;
    return is_chroma ? AV_CEIL_RSHIFT(size, log2_chroma) : size;
}

// The component that alpha is; −1 for none.
static int alpha_component(const AVPixFmtDescriptor *descriptor) {
    return (descriptor->flags & AV_PIX_FMT_FLAG_ALPHA) != 0 ? descriptor->nb_components - 1 : -1;
}

static uint32_t full_scale(int depth) { return (uint32_t)((1ull << depth) - 1); }

// Full scale stays full scale: 1 bit becomes 0 or 255, 5 bits become v·255/31 rounded.
static void rescale(uint32_t *line, int width, int from_depth, int to_depth) {
    if (from_depth == to_depth) return;
    const uint64_t from = full_scale(from_depth), to = full_scale(to_depth);
    for (int x = 0; x < width; x++) line[x] = (uint32_t)((line[x] * to + from / 2) / from);
}

// Palettes hold ARGB in native words; FFmpeg's own look-up by component gives bytes in the order of memory instead.
static void look_up(uint32_t *line, int width, const uint32_t *palette, int shift) {
    for (int x = 0; x < width; x++) line[x] = (palette[line[x] & 0xFF] >> shift) & 0xFF;
}

static void invert(uint32_t *line, int width, int depth) {
    const uint32_t white = full_scale(depth);
    for (int x = 0; x < width; x++) line[x] = white - line[x];
}

static float float_from_bits(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint32_t bits_from_float(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

// IEEE 754 binary16 to binary32. Infinities and NaNs stay what they are.
static void widen_halves(uint32_t *line, int width) {
    for (int x = 0; x < width; x++) {
        const uint32_t sign = (line[x] & 0x8000) << 16, rest = line[x] & 0x7FFF;
        if (rest >= 0x7C00)
            line[x] = sign | 0x7F800000 | (rest & 0x3FF) << 13;
        else if (rest >= 0x400)
            line[x] = sign | ((rest << 13) + (112u << 23));
        else
            line[x] = sign | bits_from_float((float)rest * 0x1p-24f);
    }
}

// A line of a component: integers at the component's depth, or the bits of floats of 32 bits.
static void read_line(
    const AVFrame *frame, const AVPixFmtDescriptor *descriptor, int component, int y, int width, uint32_t *line) {
    const int has_palette = (descriptor->flags & AV_PIX_FMT_FLAG_PAL) != 0;
    av_read_image_line2(
        line, (const uint8_t **)frame->data, frame->linesize, descriptor, 0, y, has_palette ? 0 : component, width, 0,
        sizeof *line);
    if (has_palette) look_up(line, width, (const uint32_t *)(const void *)frame->data[1], (48 - 8 * component) % 32);
    // MONOWHITE is the one format whose zero is white; its descriptor does not say so.
    if (frame->format == AV_PIX_FMT_MONOWHITE) invert(line, width, 1);
    if (is_float(descriptor) && descriptor->comp[component].depth == 16) widen_halves(line, width);
}

int shim_frame_read_planes(
    const AVFrame *frame, int plane_count, uint8_t *const planes[], const ptrdiff_t strides[], int bytes_per_sample) {
    const AVPixFmtDescriptor *descriptor = av_pix_fmt_desc_get(frame->format);
    if (!lines_are_readable(descriptor)) return AVERROR(ENOSYS);
    const int has_palette = (descriptor->flags & AV_PIX_FMT_FLAG_PAL) != 0;
    if (!has_palette && plane_count > descriptor->nb_components) return AVERROR(EINVAL);
    uint32_t *line = av_malloc_array(frame->width, sizeof *line);
    if (line == NULL) return AVERROR(ENOMEM);
    for (int component = 0; component < plane_count; component++) {
        const int width = component_size(descriptor, component, frame->width, descriptor->log2_chroma_w);
        const int height = component_size(descriptor, component, frame->height, descriptor->log2_chroma_h);
        const int depth = has_palette ? 8 : descriptor->comp[component].depth;
        for (int y = 0; y < height; y++) {
            read_line(frame, descriptor, component, y, width, line);
            if (depth < 8) rescale(line, width, depth, 8);
            uint8_t *row = planes[component] + y * strides[component];
            if (bytes_per_sample == 4)
                memcpy(row, line, (size_t)width * sizeof *line);
            else if (bytes_per_sample == 2)
                for (int x = 0; x < width; x++) ((uint16_t *)(void *)row)[x] = (uint16_t)line[x];
            else
                for (int x = 0; x < width; x++) row[x] = (uint8_t)line[x];
        }
    }
    av_free(line);
    return 0;
}

// Alpha of a line, at the depth of `target`'s: that of `source`, or opaque if that is NULL.
static void read_alpha_line(const AVFrame *source, const AVPixFmtDescriptor *target, int y, int width, uint32_t *line) {
    const int to_depth = target->comp[alpha_component(target)].depth;
    if (source == NULL) {
        const uint32_t opaque = is_float(target) ? bits_from_float(1) : full_scale(to_depth);
        for (int x = 0; x < width; x++) line[x] = opaque;
        return;
    }
    const AVPixFmtDescriptor *descriptor = av_pix_fmt_desc_get(source->format);
    const int has_palette = (descriptor->flags & AV_PIX_FMT_FLAG_PAL) != 0;
    const int component = has_palette ? 3 : alpha_component(descriptor);
    const int from_depth = has_palette ? 8 : descriptor->comp[component].depth;
    read_line(source, descriptor, component, y, width, line);
    if (!is_float(descriptor) && !is_float(target)) {
        rescale(line, width, from_depth, to_depth);
    } else if (!is_float(descriptor)) {
        for (int x = 0; x < width; x++) line[x] = bits_from_float((float)line[x] / (float)full_scale(from_depth));
    } else if (!is_float(target)) {
        for (int x = 0; x < width; x++) {
            const float value = float_from_bits(line[x]);
            // Written so that what is no number becomes transparent.
            const float clipped = value > 0 ? value < 1 ? value : 1 : 0;
            line[x] = (uint32_t)(clipped * (float)full_scale(to_depth) + 0.5f);
        }
    }
}

// Whether alpha can be taken from the frame, which may be NULL, and written to a picture of `target`.
static int alpha_is_readable(const AVFrame *source, const AVPixFmtDescriptor *target) {
    // Floats of 16 bits are read only.
    if (is_float(target) && target->comp[0].depth != 32) return 0;
    if (source == NULL) return 1;
    const AVPixFmtDescriptor *descriptor = av_pix_fmt_desc_get(source->format);
    return lines_are_readable(descriptor) && alpha_component(descriptor) >= 0;
}

int shim_frame_write_planes(
    AVFrame *frame, int plane_count, const uint8_t *const planes[], const ptrdiff_t strides[], int bytes_per_sample,
    const AVFrame *alpha_source) {
    const AVPixFmtDescriptor *descriptor = av_pix_fmt_desc_get(frame->format);
    if (!lines_are_readable(descriptor) || (descriptor->flags & AV_PIX_FMT_FLAG_PAL) != 0) return AVERROR(ENOSYS);
    if (plane_count > descriptor->nb_components || !alpha_is_readable(alpha_source, descriptor)) return AVERROR(EINVAL);
    uint32_t *line = av_malloc_array(frame->width, sizeof *line);
    if (line == NULL) return AVERROR(ENOMEM);
    // av_write_image_line2 adds its bits to what is there.
    for (int plane = 0; plane < AV_NUM_DATA_POINTERS && frame->buf[plane] != NULL; plane++) {
        memset(frame->buf[plane]->data, 0, frame->buf[plane]->size);
    }
    for (int component = 0; component < descriptor->nb_components; component++) {
        const int width = component_size(descriptor, component, frame->width, descriptor->log2_chroma_w);
        const int height = component_size(descriptor, component, frame->height, descriptor->log2_chroma_h);
        const int depth = descriptor->comp[component].depth;
        for (int y = 0; y < height; y++) {
            if (component >= plane_count) {
                if (component != alpha_component(descriptor)) break;
                read_alpha_line(alpha_source, descriptor, y, width, line);
            } else {
                const uint8_t *row = planes[component] + y * strides[component];
                if (bytes_per_sample == 4)
                    memcpy(line, row, (size_t)width * sizeof *line);
                else if (bytes_per_sample == 2)
                    for (int x = 0; x < width; x++) line[x] = ((const uint16_t *)(const void *)row)[x];
                else
                    for (int x = 0; x < width; x++) line[x] = row[x];
                if (depth < 8) rescale(line, width, 8, depth);
                if (frame->format == AV_PIX_FMT_MONOWHITE) invert(line, width, 1);
            }
            av_write_image_line2(line, frame->data, frame->linesize, descriptor, 0, y, component, width, sizeof *line);
        }
    }
    av_free(line);
    return 0;
}

int shim_frame_set_alpha(AVFrame *frame, const AVFrame *alpha_source) {
    const AVPixFmtDescriptor *descriptor = av_pix_fmt_desc_get(frame->format);
    if (!lines_are_readable(descriptor) || (descriptor->flags & AV_PIX_FMT_FLAG_PAL) != 0) return AVERROR(ENOSYS);
    const int component = alpha_component(descriptor);
    if (component < 0 || !alpha_is_readable(alpha_source, descriptor)) return AVERROR(EINVAL);
    const int plane = descriptor->comp[component].plane, step = descriptor->comp[component].step;
    uint32_t *line = av_malloc_array(frame->width, sizeof *line);
    if (line == NULL) return AVERROR(ENOMEM);
    for (int y = 0; y < frame->height; y++) {
        // av_write_image_line2 adds its bits to what is there.
        memset(frame->data[plane] + y * (ptrdiff_t)frame->linesize[plane], 0, (size_t)frame->width * (size_t)step);
        read_alpha_line(alpha_source, descriptor, y, frame->width, line);
        av_write_image_line2(
            line, frame->data, frame->linesize, descriptor, 0, y, component, frame->width, sizeof *line);
    }
    av_free(line);
    return 0;
}

int shim_frame_palette_is_transparent(const AVFrame *frame) {
    if (frame->format != AV_PIX_FMT_PAL8 || frame->data[0] == NULL || frame->data[1] == NULL) return 0;
    const uint32_t *palette = (const uint32_t *)(const void *)frame->data[1];
    int any = 0;
    for (int i = 0; i < 256; i++) any |= palette[i] >> 24 != 255;
    // Colours that no pixel has are often left at zero, which is transparent.
    for (int y = 0; any && y < frame->height; y++) {
        const uint8_t *row = frame->data[0] + y * (ptrdiff_t)frame->linesize[0];
        for (int x = 0; x < frame->width; x++)
            if (palette[row[x]] >> 24 != 255) return 1;
    }
    return 0;
}
