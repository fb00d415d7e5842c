// Facts about the library and the machine, and the number of threads.
#define _GNU_SOURCE

#include "Internal.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

onednn_status onednn_status_of(dnnl_status_t status) {
    switch (status) {
    case dnnl_success: return onednn_status_ok;
    case dnnl_out_of_memory: return onednn_status_out_of_memory;
    case dnnl_invalid_arguments: return onednn_status_invalid_arguments;
    case dnnl_unimplemented: return onednn_status_unimplemented;
    case dnnl_runtime_error: return onednn_status_runtime_error;
    // The list of implementations ended without one that fits.
    case dnnl_last_impl_reached: return onednn_status_unimplemented;
    // dnnl_not_required, and what 3.x adds for its graph API.
    default: return onednn_status_unexpected;
    }
}

static pthread_once_t version_once = PTHREAD_ONCE_INIT;
static char version_text[32];

static void write_version(void) {
    const dnnl_version_t *version = dnnl_version();
    snprintf(version_text, sizeof version_text, "%d.%d.%d", version->major, version->minor, version->patch);
}

const char *onednn_version_text(void) {
    pthread_once(&version_once, write_version);
    return version_text;
}

const char *onednn_instruction_set_name(void) {
    switch (dnnl_get_effective_cpu_isa()) {
    case dnnl_cpu_isa_sse41: return "sse41";
    case dnnl_cpu_isa_avx: return "avx";
    case dnnl_cpu_isa_avx2: return "avx2";
    case dnnl_cpu_isa_avx2_vnni: return "avx2_vnni";
    case dnnl_cpu_isa_avx512_core: return "avx512_core";
    case dnnl_cpu_isa_avx512_core_vnni: return "avx512_core_vnni";
    case dnnl_cpu_isa_avx512_core_bf16: return "avx512_core_bf16";
    case dnnl_cpu_isa_avx512_core_amx: return "avx512_core_amx";
#if DNNL_VERSION_MAJOR >= 3
    case dnnl_cpu_isa_avx512_core_fp16: return "avx512_core_fp16";
    case dnnl_cpu_isa_avx512_core_amx_fp16: return "avx512_core_amx_fp16";
#if DNNL_VERSION_MINOR >= 1
    case dnnl_cpu_isa_avx2_vnni_2: return "avx2_vnni_2";
#endif
#else
    case dnnl_cpu_isa_avx512_mic: return "avx512_mic";
    case dnnl_cpu_isa_avx512_mic_4ops: return "avx512_mic_4ops";
#endif
    default: return "unnamed";
    }
}

_Bool onednn_is_fast(onednn_type type) {
    dnnl_cpu_isa_t set = dnnl_get_effective_cpu_isa();
    // A wider set holds the bits of the narrower ones.
    switch (type) {
    case onednn_type_float32: return 1;
    case onednn_type_bfloat16: return (set & dnnl_cpu_isa_avx512_core_bf16) == dnnl_cpu_isa_avx512_core_bf16;
    case onednn_type_signed8:
    case onednn_type_unsigned8:
        return (set & dnnl_cpu_isa_avx512_core_vnni) == dnnl_cpu_isa_avx512_core_vnni ||
               (set & dnnl_cpu_isa_avx2_vnni) == dnnl_cpu_isa_avx2_vnni;
    }
    return 0;
}

int32_t onednn_usable_processor_count(void) {
    cpu_set_t usable;
    CPU_ZERO(&usable);
    // Fails on machines with more processors than the set holds (1,024).
    if (sched_getaffinity(0, sizeof usable, &usable) == 0) {
        int count = CPU_COUNT(&usable);
        return count > 0 ? count : 1;
    }
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 && online < INT32_MAX ? (int32_t)online : 1;
}

static pthread_once_t threads_once = PTHREAD_ONCE_INIT;
static void (*set_openmp_threads)(int);
// libgomp's entry for a parallel region: function, its argument, threads, flags.
static void (*run_in_parallel)(void (*)(void *), void *, unsigned, unsigned);

static void find_openmp(void) {
    // Looked up from libdnnl outwards, not in the whole process: another library may bring another OpenMP runtime.
    Dl_info library;
    if (dladdr((const void *)&dnnl_version, &library) == 0 || library.dli_fname == NULL) { return; }
    void *handle = dlopen(library.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
    // Linked statically, the library is the program itself.
    if (handle == NULL) { handle = dlopen(NULL, RTLD_LAZY); }
    if (handle == NULL) { return; }
    *(void **)&set_openmp_threads = dlsym(handle, "omp_set_num_threads");
    *(void **)&run_in_parallel = dlsym(handle, "GOMP_parallel");
    // The handle stays open, so the functions stay where they are.
}

onednn_status onednn_set_thread_count(int32_t count) {
    if (count < 1) { return onednn_status_invalid_arguments; }
    pthread_once(&threads_once, find_openmp);
    if (set_openmp_threads == NULL) { return onednn_status_unimplemented; }
    set_openmp_threads(count);
    return onednn_status_ok;
}

/// Parts that are left of some work.
struct parts {
    atomic_int next;
    int32_t count;
    onednn_part body;
    void *context;
};

static void run_parts(void *argument) {
    struct parts *parts = argument;
    for (;;) {
        int part = atomic_fetch_add_explicit(&parts->next, 1, memory_order_relaxed);
        if (part >= parts->count) { return; }
        parts->body(parts->context, part);
    }
}

void onednn_run_parts(int32_t count, onednn_part body, void *context) {
    struct parts parts = {.count = count, .body = body, .context = context};
    pthread_once(&threads_once, find_openmp);
    if (count > 1 && run_in_parallel != NULL) {
        run_in_parallel(run_parts, &parts, (unsigned)count, 0);
    } else {
        run_parts(&parts);
    }
}

static void do_nothing(void *argument) { (void)argument; }

static void *stand_by(void *argument) {
    run_in_parallel(do_nothing, NULL, 2, 0);
    for (;;) { pause(); }
    return argument;
}

static pthread_once_t stand_by_once = PTHREAD_ONCE_INIT;

static void start_standing_by(void) {
    pthread_once(&threads_once, find_openmp);
    // Whoever sets either has decided how threads wait.
    if (run_in_parallel == NULL || getenv("OMP_WAIT_POLICY") != NULL || getenv("GOMP_SPINCOUNT") != NULL) { return; }
    // Signals are for the program's own threads; these two inherit that none is for them.
    sigset_t all, before;
    sigfillset(&all);
    if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0) { return; }
    pthread_t thread;
    if (pthread_create(&thread, NULL, stand_by, NULL) == 0) { pthread_detach(thread); }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void onednn_wait_briefly(void) { pthread_once(&stand_by_once, start_standing_by); }
