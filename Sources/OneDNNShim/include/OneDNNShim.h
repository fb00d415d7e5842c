// What the networks need of oneDNN, as one C interface over its 2.x and 3.x APIs. Nothing else includes dnnl.h.
//
// Every `…_create` writes its out pointer only when it returns onednn_status_ok; every `…_destroy` accepts NULL.
// A handle may move between threads but is used by one at a time. Pictures are batch × channels × height × width.
#pragma once

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

#define ONEDNN_CLOSED_ENUM __attribute__((enum_extensibility(closed)))

/// What a call came to. `unimplemented` is an answer, not a failure: this build has no such kernel, try another way.
typedef enum ONEDNN_CLOSED_ENUM onednn_status : int32_t {
    onednn_status_ok = 0,
    onednn_status_out_of_memory,
    onednn_status_invalid_arguments,
    onednn_status_unimplemented,
    onednn_status_runtime_error,
    /// A code that no call made here should give; the library is newer than this file, or broken.
    onednn_status_unexpected,
} onednn_status;

/// Element types. Only those in use; more cost one line each.
typedef enum ONEDNN_CLOSED_ENUM onednn_type : int32_t {
    onednn_type_float32 = 0,
    onednn_type_bfloat16,
    onednn_type_signed8,
    onednn_type_unsigned8,
} onednn_type;

/// The processor, with one in-order queue of work on it.
typedef struct onednn_engine onednn_engine;
/// Type, sizes and order in memory of a tensor; no bytes.
typedef struct onednn_layout onednn_layout;
/// A layout with a place in memory, which it does not own.
typedef struct onednn_memory onednn_memory;
/// One computation: an implementation chosen at creation, its code once compiled.
typedef struct onednn_operation onednn_operation;

// MARK: the library

/// "2.6.3" of the library that is loaded (not of the header that this was built with). Lives as long as the process.
const char *onednn_version_text(void);

/// The widest instruction set that the library may use here: "avx512_core_bf16", "avx2", … Static storage.
const char *onednn_instruction_set_name(void);

/// Whether the processor has instructions that multiply and add this type faster than float32, and the library uses
/// them.
_Bool onednn_is_fast(onednn_type type);

/// Processors that this process may run on (its affinity mask counts), at least 1.
int32_t onednn_usable_processor_count(void);

/// How many threads oneDNN uses for what the *calling thread* builds and runs from now on.
///
/// oneDNN takes the number from its OpenMP runtime, which keeps it per calling thread, and divides the work of a
/// primitive for that many when it is created: so call this before building and before running, on the thread that
/// does either. The function is looked up (omp_set_num_threads, among the libraries that oneDNN itself links to)
/// because linking an OpenMP runtime would need a package that nothing else here needs, and could bring in a second
/// one. `unimplemented`: this oneDNN was built without OpenMP and chooses for itself.
onednn_status onednn_set_thread_count(int32_t count);

/// Makes oneDNN's threads sleep soon when they wait for one another, where they use all processors. Once a process.
///
/// GNU's OpenMP runtime lets a waiting thread spin for milliseconds, which is a waste where decoders and encoders want
/// the same processors: with one other busy thread on two processors a small network took 300 ms instead of 25. Its
/// manual (GOMP_SPINCOUNT) says that it spins 100 times instead of 300,000 while there are more OpenMP threads than
/// processors. So this keeps two more, asleep, which nothing else uses. The environment variables for it are read
/// before main starts and so cannot be set from within; a user who has set them (OMP_WAIT_POLICY, GOMP_SPINCOUNT) gets
/// what they say.
void onednn_wait_briefly(void);

/// A part of some work, from 0 on.
typedef void (*onednn_part)(void *context, int32_t part);

/// Runs `body` for each of `count` parts, at most as many at a time, on the threads that oneDNN has for the calling
/// thread's operations; all on the calling thread where oneDNN was built without GNU's OpenMP. Returns when all are
/// done. For loops of our own between operations: threads beside oneDNN's would have to share the processors with them.
void onednn_run_parts(int32_t count, onednn_part body, void *context);

// MARK: engine

/// Makes an engine on the processor.
onednn_status onednn_engine_create(onednn_engine *_Nullable *_Nonnull out);

/// Makes another queue of work on the same engine, which must outlive it: for a second thread to run the operations
/// that were made with the first.
onednn_status onednn_engine_create_queue(onednn_engine *_Nullable *_Nonnull out, onednn_engine *engine);

/// Frees it; everything made with it must be gone before.
void onednn_engine_destroy(onednn_engine *_Nullable engine);

/// Returns when all that was executed is done: `runtime_error` if any of it failed.
onednn_status onednn_engine_wait(onednn_engine *engine);

// MARK: layouts

/// Describes a tensor of `rank` (1 to 6) `sizes`. `strides`, in elements, say where neighbours lie;
/// NULL leaves the order to oneDNN: such a layout only describes what an operation is asked for.
onednn_status onednn_layout_create(
    onednn_layout *_Nullable *_Nonnull out, onednn_type type, int32_t rank, const int64_t *sizes,
    const int64_t *_Nullable strides);

/// Frees it.
void onednn_layout_destroy(onednn_layout *_Nullable layout);

/// The type of its elements; float32 for one that this interface does not know.
onednn_type onednn_layout_type(const onednn_layout *layout);

/// Bytes that a tensor of this layout takes, padding included; 0 for one that is left to oneDNN.
size_t onednn_layout_byte_count(const onednn_layout *layout);

/// Whether bytes written as one may be read as the other.
_Bool onednn_layout_equal(const onednn_layout *left, const onednn_layout *right);

// MARK: memory

/// Places `layout` (copied) at `bytes`, which must stay valid until the memory is destroyed. 64-byte alignment is best.
onednn_status onednn_memory_create(
    onednn_memory *_Nullable *_Nonnull out, const onednn_layout *layout, onednn_engine *engine, void *bytes);

/// Frees the handle, not the bytes.
void onednn_memory_destroy(onednn_memory *_Nullable memory);

// MARK: operations

/// Arithmetic on every element x of a result, in the order given.
typedef enum ONEDNN_CLOSED_ENUM onednn_step_kind : int32_t {
    /// x < 0 ? alpha · x : x
    onednn_step_kind_relu = 0,
    /// min(max(x, alpha), beta)
    onednn_step_kind_clip,
    /// alpha · x + beta
    onednn_step_kind_linear,
    onednn_step_kind_tanh,
    /// ½ x (1 + erf(x / √2))
    onednn_step_kind_gelu,
    /// x + alpha · what the destination held before
    onednn_step_kind_accumulate,
    /// x + operand, whose sizes are those of the result or 1
    onednn_step_kind_add,
    /// x · operand, likewise
    onednn_step_kind_multiply,
} onednn_step_kind;

/// One such step.
typedef struct onednn_step {
    onednn_step_kind kind;
    float alpha;
    float beta;
    /// For add and multiply, else ignored.
    const onednn_layout *_Nullable operand;
} onednn_step;

/// The most steps an operation takes.
#define ONEDNN_MAXIMUM_STEPS 8

/// A convolution (or a transposed one) over height and width, with the steps that follow it.
/// Index 0 of each pair is height, 1 width.
typedef struct onednn_convolution {
    const onednn_layout *source;
    /// [out, in, height, width], or [groups, out, in, height, width] with out and in counted within a group.
    const onednn_layout *weights;
    const onednn_layout *_Nullable bias;
    const onednn_layout *destination;
    int64_t strides[2];
    /// Distance between neighbouring taps: 1 for an ordinary convolution.
    int64_t dilations[2];
    /// Zeros before the first row and column …
    int64_t padding_before[2];
    /// … and after the last.
    int64_t padding_after[2];
    /// What the sums of each output channel are multiplied by before the bias is added; NULL for 1. Copied.
    const float *_Nullable scales;
    /// Values in `scales`: as many as there are output channels.
    int64_t scale_count;
    _Bool transposed;
    /// Whether to use Winograd's way (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016),
    /// which multiplies less, rounds more, and exists for few shapes and no transposed ones.
    _Bool winograd;
} onednn_convolution;

/// Chooses a convolution. Layouts whose order was left open are then found with onednn_operation_layout.
///
/// With `scales`, the bias that is given to run it must be what onednn_convolution_bias makes of the one that is meant.
onednn_status onednn_convolution_create(
    onednn_operation *_Nullable *_Nonnull out, onednn_engine *engine, const onednn_convolution *convolution,
    const onednn_step *_Nullable steps, int32_t step_count);

/// The bias to bind so that `bias` is added after the sums were multiplied by `scale`: 2.x adds first.
float onednn_convolution_bias(float bias, float scale);

/// Chooses a picking of every `interval`-th row and column, from the first.
onednn_status onednn_subsampling_create(
    onednn_operation *_Nullable *_Nonnull out, onednn_engine *engine, const onednn_layout *source,
    const onednn_layout *destination, int64_t interval);

/// Chooses a bilinear resize, pixel centres at ½ (align_corners = false), borders repeated.
onednn_status onednn_resize_create(
    onednn_operation *_Nullable *_Nonnull out, onednn_engine *engine, const onednn_layout *source,
    const onednn_layout *destination, const onednn_step *_Nullable steps, int32_t step_count);

/// Chooses an elementwise operation by itself: any step but accumulate. `layout` is that of source and destination,
/// which may be the same memory; an operand is given as that of step 0. (A step only: with more, 2.6.3's AVX2 kernel of
/// add and multiply gives wrong numbers where the channels do not fill a block.)
onednn_status onednn_elementwise_create(
    onednn_operation *_Nullable *_Nonnull out, onednn_engine *engine, const onednn_layout *layout,
    const onednn_step *step);

/// Chooses a copy from one layout into another.
onednn_status onednn_reorder_create(
    onednn_operation *_Nullable *_Nonnull out, onednn_engine *engine, const onednn_layout *source,
    const onednn_layout *destination);

/// Frees it.
void onednn_operation_destroy(onednn_operation *_Nullable operation);

/// oneDNN's name of the implementation chosen, such as "jit:avx512_core"; one with "ref" in it is slow. Lives as long
/// as the operation.
const char *onednn_operation_implementation(const onednn_operation *operation);

/// The part an argument plays. The operand of step i is `step_operand + i`.
typedef enum __attribute__((enum_extensibility(open))) onednn_role : int32_t {
    onednn_role_source = 0,
    onednn_role_weights,
    onednn_role_bias,
    onednn_role_destination,
    onednn_role_scratchpad,
    onednn_role_step_operand,
} onednn_role;

/// The layout that the operation wants for an argument. For the scratchpad: how many bytes it needs (perhaps 0).
onednn_status onednn_operation_layout(
    const onednn_operation *operation, onednn_role role, onednn_layout *_Nullable *_Nonnull out);

/// An argument: its part and where it is.
typedef struct onednn_argument {
    onednn_role role;
    onednn_memory *memory;
} onednn_argument;

/// Generates the operation's code. Once only.
onednn_status onednn_operation_compile(onednn_operation *operation);

/// Runs it over its arguments; all memory but the library's own small change for a call is there already. Several
/// threads may run one operation at a time, each with an engine and memory of its own.
/// `invalid_arguments` if it was never compiled.
onednn_status onednn_operation_execute(
    const onednn_operation *operation, onednn_engine *engine, const onednn_argument *arguments, int32_t argument_count);

#pragma clang assume_nonnull end
