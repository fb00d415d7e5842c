"""One network in one of the others' programs, as a process that waits for its turn.

    contender.py pytorch|onnxruntime|openvino|opencv lite|eccv16|siggraph17|ddcolor-tiny f32|bf16 FOLDER THREADS AT_ONCE

Says "ready" and its version, then answers each line of standard input: "run N" with the nanoseconds of N runs, or, where
several pictures are AT_ONCE in work, each with its share of the threads, with the nanoseconds that passed for each of N;
"result FILE" by writing a* and b* of the last run there, as floats. `benchmark contender` does the same for ours.

Of each program there is a function that gives as many functions from L* to ab as there are pictures at once.
"""

import concurrent.futures
import os
import pathlib
import sys
import time

import numpy


def pytorch(name, precision, folder, threads, at_once):
    import prepare
    import torch

    torch.set_num_threads(threads // at_once)
    torch.set_num_interop_threads(1)
    # Of what PyTorch has (eager, frozen, optimised; both memory formats) the fastest for each precision.
    kind, layout = {"f32": (torch.float32, torch.contiguous_format), "bf16": (torch.bfloat16, torch.channels_last)}[precision]
    network = prepare.load(name, folder).to(kind, memory_format=layout)
    with torch.inference_mode():
        network = torch.jit.freeze(torch.jit.trace(network, torch.zeros(1, 1, 256, 256, dtype=kind)))
        if precision == "f32":
            network = torch.jit.optimize_for_inference(network)

    @torch.inference_mode()
    def predict(lightness):
        return network(torch.from_numpy(lightness).to(kind, memory_format=layout)).float().numpy()

    return [predict] * at_once, f"PyTorch {torch.__version__}"


def onnxruntime(name, precision, folder, threads, at_once):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads // at_once
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(folder / f"{name}.onnx", options, providers=["CPUExecutionProvider"])

    def predict(lightness):
        return session.run(None, {"lightness": lightness})[0]

    return [predict] * at_once, f"ONNX Runtime {onnxruntime.__version__}"


def openvino(name, precision, folder, threads, at_once):
    import openvino

    model = openvino.Core().compile_model(folder / f"{name}.onnx", "CPU", {
        "INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": at_once, "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": precision})

    def predictor():
        request = model.create_infer_request()
        return lambda lightness: request.infer({0: lightness}, share_inputs=True)[0]

    return [predictor() for _ in range(at_once)], f"OpenVINO {openvino.__version__.split('-')[0]}"


def opencv(name, precision, folder, threads, at_once):
    import cv2

    cv2.setNumThreads(threads // at_once)

    def predictor():
        network = cv2.dnn.readNetFromONNX(str(folder / f"{name}.onnx"))

        def predict(lightness):
            network.setInput(lightness)
            return network.forward()

        return predict

    return [predictor() for _ in range(at_once)], f"OpenCV {cv2.__version__}"


def times(predictors, pool, lightness, count):
    """Nanoseconds, and the last result."""
    def several(predict, count):
        times, ab = [], None
        for _ in range(count):
            start = time.perf_counter_ns()
            ab = predict(lightness)
            times.append(time.perf_counter_ns() - start)
        return times, ab

    if len(predictors) == 1:
        return several(predictors[0], count)
    start = time.perf_counter_ns()
    results = list(pool.map(lambda predict: several(predict, count), predictors))
    return [(time.perf_counter_ns() - start) // (count * len(predictors))], results[0][1]


def main():
    program, name, precision, folder, threads, at_once = sys.argv[1:]
    folder = pathlib.Path(folder)
    # What libraries print must not get between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    predictors, version = globals()[program](name, precision, folder, int(threads), int(at_once))
    lightness = numpy.fromfile(folder / "lightness.f32", numpy.float32, 256 * 256).reshape(1, 1, 256, 256)
    pool = concurrent.futures.ThreadPoolExecutor(len(predictors))
    print(f"ready {version}", file=answers, flush=True)
    ab = None
    for line in sys.stdin:
        verb, argument = line.split(maxsplit=1)
        if verb == "run":
            nanoseconds, ab = times(predictors, pool, lightness, int(argument))
            print(*nanoseconds, file=answers, flush=True)
        elif verb == "result":
            pathlib.Path(argument.strip()).write_bytes(numpy.ascontiguousarray(ab, numpy.float32).tobytes())
            print("written", file=answers, flush=True)
        else:
            sys.exit(f"cannot {line!r}")


if __name__ == "__main__":
    main()
