#define _GNU_SOURCE
#include "FFmpegShim.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

// FFmpeg 7 made the bytes to write constant.
#if LIBAVFORMAT_VERSION_MAJOR >= 61
typedef const uint8_t written_byte;
#else
typedef uint8_t written_byte;
#endif

static int descriptor_of(void *opaque) { return (int)(intptr_t)opaque; }

static int write_bytes(void *opaque, written_byte *bytes, int size) {
    int written = 0;
    while (written < size) {
        ssize_t count = write(descriptor_of(opaque), bytes + written, (size_t)(size - written));
        if (count >= 0) {
            written += (int)count;
        } else if (errno != EINTR) {
            return AVERROR(errno);
        }
    }
    return written;
}

static int64_t seek_bytes(void *opaque, int64_t offset, int whence) {
    if (whence & AVSEEK_SIZE) {
        struct stat status;
        return fstat(descriptor_of(opaque), &status) == 0 ? status.st_size : AVERROR(errno);
    }
    off_t place = lseek(descriptor_of(opaque), offset, whence & ~AVSEEK_FORCE);
    return place < 0 ? AVERROR(errno) : place;
}

int shim_output_open(AVIOContext **output, int descriptor) {
    const int buffer_size = 1 << 18;
    int own = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    if (own < 0) return AVERROR(errno);
    unsigned char *buffer = av_malloc(buffer_size);
    AVIOContext *context = NULL;
    if (buffer) {
        context = avio_alloc_context(buffer, buffer_size, 1, (void *)(intptr_t)own, NULL, write_bytes, seek_bytes);
    }
    if (!context) {
        av_free(buffer);
        close(own);
        return AVERROR(ENOMEM);
    }
    *output = context;
    return 0;
}

int shim_output_finish(AVIOContext *output) {
    avio_flush(output);
    return output->error;
}

void shim_output_destroy(AVIOContext **output) {
    if (!*output) return;
    close(descriptor_of((*output)->opaque));
    av_freep(&(*output)->buffer);
    avio_context_free(output);
}
