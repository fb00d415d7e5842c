#include "FFmpegShim.h"

#include <libavutil/log.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

// Decoders and encoders log from threads of their own, so the line cannot be thread-local.
static pthread_mutex_t last_line_mutex = PTHREAD_MUTEX_INITIALIZER;
static char last_line[512];

static void capture(void *object, int level, const char *format, va_list arguments) {
    if (level > AV_LOG_ERROR) return;
    char line[sizeof last_line];
    // No prefix: it holds an address. A line that FFmpeg writes in several calls would keep only its last part; the
    // errors worth quoting are written in one.
    int print_prefix = 0;
    av_log_format_line2(object, level, format, arguments, line, sizeof line, &print_prefix);
    size_t length = strlen(line);
    while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == ' ')) length--;
    line[length] = 0;
    if (length == 0) return;
    pthread_mutex_lock(&last_line_mutex);
    memcpy(last_line, line, length + 1);
    pthread_mutex_unlock(&last_line_mutex);
}

void shim_log_capture_start(void) { av_log_set_callback(capture); }

void shim_log_take_last(char *text, size_t size) {
    if (size == 0) return;
    pthread_mutex_lock(&last_line_mutex);
    snprintf(text, size, "%s", last_line);
    last_line[0] = 0;
    pthread_mutex_unlock(&last_line_mutex);
}
