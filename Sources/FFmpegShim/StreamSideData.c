#include "FFmpegShim.h"

#include <string.h>

int shim_stream_copy_side_data(AVStream *to, const AVStream *from) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 102)
    const AVCodecParameters *parameters = from->codecpar;
    for (int i = 0; i < parameters->nb_coded_side_data; i++) {
        const AVPacketSideData *side_data = &parameters->coded_side_data[i];
        AVPacketSideData *copy = av_packet_side_data_new(
            &to->codecpar->coded_side_data, &to->codecpar->nb_coded_side_data, side_data->type, side_data->size, 0);
        if (copy == NULL) return AVERROR(ENOMEM);
        memcpy(copy->data, side_data->data, side_data->size);
    }
#else
    for (int i = 0; i < from->nb_side_data; i++) {
        const AVPacketSideData *side_data = &from->side_data[i];
        uint8_t *copy = av_stream_new_side_data(to, side_data->type, side_data->size);
        if (copy == NULL) return AVERROR(ENOMEM);
        memcpy(copy, side_data->data, side_data->size);
    }
#endif
    return 0;
}

const int32_t *shim_stream_display_matrix(const AVStream *stream) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 102)
    const AVPacketSideData *side_data = av_packet_side_data_get(
        stream->codecpar->coded_side_data, stream->codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
    if (side_data == NULL || side_data->size < 9 * sizeof(int32_t)) return NULL;
    return (const int32_t *)(const void *)side_data->data;
#else
    size_t size = 0;
    const uint8_t *matrix = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
    return size < 9 * sizeof(int32_t) ? NULL : (const int32_t *)(const void *)matrix;
#endif
}

double shim_stream_rotation(const AVStream *stream) {
    const int32_t *matrix = shim_stream_display_matrix(stream);
    if (matrix == NULL) return 0;
    double angle = av_display_rotation_get(matrix);
    // Not a number for a matrix that cannot be a rotation.
    return angle == angle ? angle : 0;
}

bool shim_matroska_holds_rotation(void) { return LIBAVFORMAT_VERSION_MAJOR >= 61; }
