#include "FFmpegShim.h"

#include <libavutil/log.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Decoders and encoders log from threads of their own, so nothing here can be thread-local.
static pthread_mutex_t log_mutex = PTHREAD_MUTEX_INITIALIZER;
static char last_line[512];

struct ShimLogWatch {
    int level;
    int count;
    // As many of the first lines as there is room for, each ended by a newline.
    char text[2048];
};

static void note_line(ShimLogWatch *watch, const char *line, size_t length) {
    const size_t used = strlen(watch->text);
    watch->count++;
    if (used + length + 2 > sizeof watch->text) return;
    memcpy(watch->text + used, line, length);
    memcpy(watch->text + used + length, "\n", 2);
}

// The watch of the codec that logs; NULL if it has none. Codecs with frame threads log with copies of their context,
// which have the same `opaque`.
static ShimLogWatch *watch_of(void *object) {
    if (object == NULL || *(const AVClass **)object != avcodec_get_class()) return NULL;
    return ((AVCodecContext *)object)->opaque;
}

static void capture(void *object, int level, const char *format, va_list arguments) {
    ShimLogWatch *watch = watch_of(object);
    const int is_watched = watch != NULL && level <= watch->level;
    if (level > AV_LOG_ERROR && !is_watched) return;
    char line[sizeof last_line];
    // No prefix: it holds an address. A line that FFmpeg writes in several calls would keep only its last part; the
    // errors worth quoting are written in one.
    int print_prefix = 0;
    av_log_format_line2(object, level, format, arguments, line, sizeof line, &print_prefix);
    size_t length = strlen(line);
    while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == ' ')) length--;
    line[length] = 0;
    if (length == 0) return;
    pthread_mutex_lock(&log_mutex);
    if (level <= AV_LOG_ERROR) memcpy(last_line, line, length + 1);
    if (is_watched) note_line(watch, line, length);
    pthread_mutex_unlock(&log_mutex);
}

void shim_log_capture_start(void) { av_log_set_callback(capture); }

void shim_log_take_last(char *text, size_t size) {
    if (size == 0) return;
    pthread_mutex_lock(&log_mutex);
    snprintf(text, size, "%s", last_line);
    last_line[0] = 0;
    pthread_mutex_unlock(&log_mutex);
}

ShimLogWatch *shim_log_watch_create(AVCodecContext *context, int level) {
    ShimLogWatch *watch = calloc(1, sizeof *watch);
    if (watch == NULL) return NULL;
    watch->level = level;
    context->opaque = watch;
    return watch;
}

void shim_log_watch_destroy(ShimLogWatch *watch) { free(watch); }

int shim_log_watch_take(ShimLogWatch *watch, char *text, size_t size) {
    pthread_mutex_lock(&log_mutex);
    const int count = watch->count;
    snprintf(text, size, "%s", watch->text);
    watch->count = 0;
    watch->text[0] = 0;
    pthread_mutex_unlock(&log_mutex);
    return count;
}
