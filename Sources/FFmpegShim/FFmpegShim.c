#include "FFmpegShim.h"
