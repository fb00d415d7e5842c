#include "FFmpegShim.h"

#include <string.h>
#include <strings.h>

// Bytes from one sample to the next in a plane, which all its components share; 0 if it is not made of whole bytes.
static int plane_step(const AVPixFmtDescriptor *descriptor, int plane) {
    if ((descriptor->flags & (AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_HWACCEL)) != 0) return 0;
    for (int i = 0; i < descriptor->nb_components; i++) {
        if (descriptor->comp[i].plane == plane) return descriptor->comp[i].step;
    }
    return 0;
}

static int plane_size(const AVPixFmtDescriptor *descriptor, int plane, int size, int log2_chroma) {
    const int is_chroma =
        descriptor->nb_components >= 3 && (plane == 1 || plane == 2) && (descriptor->flags & AV_PIX_FMT_FLAG_RGB) == 0;
    return is_chroma ? AV_CEIL_RSHIFT(size, log2_chroma) : size;
}

// The size is known at compile time in each case, so that memcpy becomes a move.
static void copy_row(uint8_t *to, const uint8_t *from, ptrdiff_t from_step, int width, int step) {
    switch (step) {
#define COPY(bytes)                                                                                                    \
    case bytes:                                                                                                        \
        for (int x = 0; x < width; x++) memcpy(to + x * (bytes), from + x * from_step, bytes);                         \
        break;
        COPY(1) COPY(2) COPY(3) COPY(4) COPY(6) COPY(8)
    }
}

int shim_frame_orient(AVFrame *to, const AVFrame *from, int swaps_axes, int reverses_x, int reverses_y) {
    const AVPixFmtDescriptor *descriptor = av_pix_fmt_desc_get(from->format);
    if (descriptor == NULL) return AVERROR(EINVAL);
    const int planes = av_pix_fmt_count_planes(from->format);
    for (int plane = 0; plane < planes; plane++) {
        const int step = plane_step(descriptor, plane);
        if (step < 1 || step == 5 || step == 7 || step > 8) return AVERROR(ENOSYS);
        const int from_width = plane_size(descriptor, plane, from->width, descriptor->log2_chroma_w);
        const int from_height = plane_size(descriptor, plane, from->height, descriptor->log2_chroma_h);
        const int width = swaps_axes ? from_height : from_width, height = swaps_axes ? from_width : from_height;
        // Along the picture's x and y, in the stored plane.
        ptrdiff_t x_step = swaps_axes ? from->linesize[plane] : step;
        ptrdiff_t y_step = swaps_axes ? step : from->linesize[plane];
        const uint8_t *start = from->data[plane];
        if (reverses_x) start += (width - 1) * x_step, x_step = -x_step;
        if (reverses_y) start += (height - 1) * y_step, y_step = -y_step;
        for (int y = 0; y < height; y++) {
            copy_row(to->data[plane] + y * (ptrdiff_t)to->linesize[plane], start + y * y_step, x_step, width, step);
        }
    }
    if ((descriptor->flags & AV_PIX_FMT_FLAG_PAL) != 0) memcpy(to->data[1], from->data[1], AVPALETTE_SIZE);
    return 0;
}

void shim_frame_forget_orientation(AVFrame *frame) {
    av_frame_remove_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
    av_dict_set(&frame->metadata, "Orientation", NULL, 0);
    // Side data of its own since FFmpeg 8.1, which its encoders write; told by its name, so as not to need that
    // version.
    for (int i = frame->nb_side_data - 1; i >= 0; i--) {
        const char *name = av_frame_side_data_name(frame->side_data[i]->type);
        if (name != NULL && strcasecmp(name, "EXIF") == 0) av_frame_remove_side_data(frame, frame->side_data[i]->type);
    }
}

void shim_frame_fill_low_bits(AVFrame *frame, int bits) {
    const AVPixFmtDescriptor *descriptor = av_pix_fmt_desc_get(frame->format);
    if (descriptor == NULL || descriptor->comp[0].depth != 16 || bits < 8 || bits > 15) return;
    if ((descriptor->flags & (AV_PIX_FMT_FLAG_BE | AV_PIX_FMT_FLAG_FLOAT | AV_PIX_FMT_FLAG_HWACCEL)) != 0) return;
    const int planes = av_pix_fmt_count_planes(frame->format);
    for (int plane = 0; plane < planes; plane++) {
        const int width = plane_size(descriptor, plane, frame->width, descriptor->log2_chroma_w);
        const int height = plane_size(descriptor, plane, frame->height, descriptor->log2_chroma_h);
        const int count = width * plane_step(descriptor, plane) / 2;
        for (int y = 0; y < height; y++) {
            uint16_t *row = (uint16_t *)(void *)(frame->data[plane] + y * (ptrdiff_t)frame->linesize[plane]);
            for (int x = 0; x < count; x++) row[x] |= (uint16_t)(row[x] >> bits);
        }
    }
}
