// Whatever the compiler's target guarantees: SSE2 on x86-64, NEON on 64-bit ARM.
#define LANES 4
#define KERNELS pixel_kernels_baseline
#define KERNELS_NAME "baseline"
#include "KernelTable.h"
