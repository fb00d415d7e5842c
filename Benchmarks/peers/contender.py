"""One network in one of the others' programs, as a process that waits for its turn.

    contender.py pytorch|onnxruntime|openvino|opencv lite|eccv16|siggraph17 f32|bf16 FOLDER THREADS

Says "ready" and its version, then answers each line of standard input: "run N" with the nanoseconds of N runs,
"result FILE" by writing a* and b* of the last run there, as floats. `benchmark contender` does the same for ours.
"""

import os
import pathlib
import sys
import time

import numpy


def pytorch(name, precision, folder, threads):
    import torch

    import prepare

    torch.set_num_threads(threads)
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

    return predict, f"PyTorch {torch.__version__}"


def onnxruntime(name, precision, folder, threads):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(folder / f"{name}.onnx", options, providers=["CPUExecutionProvider"])
    return (lambda lightness: session.run(None, {"lightness": lightness})[0]), f"ONNX Runtime {onnxruntime.__version__}"


def openvino(name, precision, folder, threads):
    import openvino

    model = openvino.Core().compile_model(folder / f"{name}.onnx", "CPU", {
        "INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": precision})
    request = model.create_infer_request()
    return (lambda lightness: request.infer({0: lightness}, share_inputs=True)[0]), \
        f"OpenVINO {openvino.__version__.split('-')[0]}"


def opencv(name, precision, folder, threads):
    import cv2

    cv2.setNumThreads(threads)
    network = cv2.dnn.readNetFromONNX(str(folder / f"{name}.onnx"))

    def predict(lightness):
        network.setInput(lightness)
        return network.forward()

    return predict, f"OpenCV {cv2.__version__}"


def main():
    program, name, precision, folder, threads = sys.argv[1:]
    folder = pathlib.Path(folder)
    # What libraries print must not get between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    predict, version = globals()[program](name, precision, folder, int(threads))
    lightness = numpy.fromfile(folder / "lightness.f32", numpy.float32, 256 * 256).reshape(1, 1, 256, 256)
    print(f"ready {version}", file=answers, flush=True)
    ab = None
    for line in sys.stdin:
        verb, argument = line.split(maxsplit=1)
        if verb == "run":
            times = []
            for _ in range(int(argument)):
                start = time.perf_counter_ns()
                ab = predict(lightness)
                times.append(time.perf_counter_ns() - start)
            print(*times, file=answers, flush=True)
        elif verb == "result":
            pathlib.Path(argument.strip()).write_bytes(numpy.ascontiguousarray(ab, numpy.float32).tobytes())
            print("written", file=answers, flush=True)
        else:
            sys.exit(f"cannot {line!r}")


if __name__ == "__main__":
    main()
