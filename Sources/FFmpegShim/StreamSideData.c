#include "FFmpegShim.h"

#include <string.h>

int shim_stream_copy_side_data(AVStream *to, const AVStream *from) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 102)
    const AVCodecParameters *parameters = from->codecpar;
    for (int i = 0; i < parameters->nb_coded_side_data; i++) {
        const AVPacketSideData *side_data = &parameters->coded_side_data[i];
        AVPacketSideData *copy =
            av_packet_side_data_new(&to->codecpar->coded_side_data, &to->codecpar->nb_coded_side_data,
                                    side_data->type, side_data->size, 0);
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
