"""Times the same networks in every program, in turns, and writes the figures as JSON.

    compare.py FOLDER RESULT.json [--networks lite,lite*2,…] [--rounds N] [--seconds S] [--threads N]

lite*2: two pictures at once, each with half of the threads, and the time that passes for each. That is how
colorize-video colours films on two cores.

Every contender is a process of its own that sleeps on its standard input until it is told to run: what one does cannot
slow another. In every round each contender has one turn of a few runs, so that a machine that is slow for a while is
slow for all. A contender that does not start, gives another result than PyTorch in f32, or works while it is not
its turn ends the comparison: there are no figures without a measurement.
"""

import argparse
import array
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
OURS = "colorize-video"
# Our precisions that there are.
PRECISIONS = ("f32", "bf16", "int8")
CONTENDERS = (
    *((OURS, precision) for precision in PRECISIONS),
    ("pytorch", "f32"), ("pytorch", "bf16"), ("onnxruntime", "f32"), ("openvino", "f32"), ("openvino", "bf16"),
    ("opencv", "f32"))
# Mean distance in a and b from PyTorch's f32 result that rounding explains. Random weights, and the colour bins' softmax,
# make much of little; whoever computes something else is off by ten and more.
TOLERANCE = {"f32": 0.05, "bf16": 3, "int8": 8}
# Libraries' threads look for work for a while after the last: let them fall asleep.
PAUSE_SECONDS = 0.1


class Contender:
    def __init__(self, program, precision, network, at_once, folder, threads):
        self.program, self.precision, self.network = program, precision, network
        self.times, self.difference, self.idle_seconds = [], None, 0.0
        if program == OURS:
            command = [HERE.parent / ".build/release/benchmark", "contender", "--model", network,
                       "--precision", precision, "--weights", folder, "--lightness", folder / "lightness.f32",
                       "--threads", threads, "--at-once", at_once]
        else:
            command = [sys.executable, "-W", "ignore", HERE / "contender.py", program, network, precision, folder, threads, at_once]
        self.log = open(folder / f"{program}-{network}-{precision}.log", "w+")
        self.process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.version = self.answer().removeprefix("ready ")

    def fail(self, why):
        self.log.seek(0)
        sys.exit(f"compare: {self.program} {self.network} {self.precision}: {why}\n" + self.log.read()[-2000:])

    def answer(self):
        line = self.process.stdout.readline().strip()
        return line or self.fail("ended")

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.answer()

    def run(self, count):
        return [int(word) for word in self.ask(f"run {count}").split()]

    def check(self, folder):
        """Compares the last result with the expected one."""
        path = folder / f"{self.program}-{self.network}-{self.precision}.ab"
        self.ask(f"result {path}")
        ab, expected = (array.array("f", file.read_bytes()) for file in (path, folder / f"{self.network}.ab"))
        if len(ab) != len(expected):
            self.fail(f"{len(ab)} values instead of {len(expected)}")
        self.difference = sum(abs(x - y) for x, y in zip(ab, expected)) / len(ab)
        if not self.difference < TOLERANCE[self.precision]:
            self.fail(f"a and b are off by {self.difference:.3f} on average")

    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.log.close()


def compare(network, at_once, folder, rounds, seconds, threads):
    contenders = [Contender(program, precision, network, at_once, folder, threads) for program, precision in CONTENDERS]
    counts = []
    for contender in contenders:
        # The first runs are spent on compiling and on packing weights.
        contender.run(3)
        first = contender.run(2)
        contender.check(folder)
        counts.append(max(1, min(50, round(seconds * 1e9 / min(first)))))
    started = time.monotonic()
    busy = [contender.processor_seconds() for contender in contenders]
    own = [0.0] * len(contenders)
    for _ in range(rounds):
        for index, contender in enumerate(contenders):
            time.sleep(PAUSE_SECONDS)
            before = contender.processor_seconds()
            # The first run of a turn finds the caches full of others' numbers, which is nobody's everyday; among big
            # networks' own numbers that is lost.
            if counts[index] > 1:
                contender.run(1)
            contender.times += contender.run(counts[index])
            time.sleep(PAUSE_SECONDS)
            own[index] += contender.processor_seconds() - before
    elapsed = time.monotonic() - started
    for index, contender in enumerate(contenders):
        idle = contender.processor_seconds() - busy[index] - own[index]
        if idle > 0.02 * elapsed + 0.1:
            contender.fail(f"used {idle:.1f} s of processor time while others had their turn")
    for contender in contenders:
        contender.close()
    return [{
        "network": network, "atOnce": at_once, "program": contender.program, "version": contender.version,
        "precision": contender.precision, "threads": threads, "runs": len(contender.times),
        "minimumMilliseconds": min(contender.times) / 1e6, "medianMilliseconds": statistics.median(contender.times) / 1e6,
        "meanDifference": contender.difference,
    } for contender in contenders]


def show(results):
    for row in results:
        theirs = [other for other in results if other["network"] == row["network"] and other["program"] != OURS]
        same = [other for other in theirs if other["precision"] == ("f32" if row["precision"] == "f32" else "bf16")]
        best = min(same, key=lambda other: other["medianMilliseconds"])
        ratio = row["medianMilliseconds"] / best["medianMilliseconds"]
        at_once = f"*{row['atOnce']}" if row["atOnce"] > 1 else ""
        print(f"  {row['network'] + at_once:10}  {row['program']:14}  {row['precision']:4}  min {row['minimumMilliseconds']:8.2f}  "
              f"median {row['medianMilliseconds']:8.2f} ms  runs {row['runs']:4}  off by {row['meanDifference']:.4f}  "
              f"{ratio:5.2f} × {best['program']} {best['precision']}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("result", type=pathlib.Path)
    parser.add_argument("--networks", default="lite,lite*2,eccv16,eccv16*2,siggraph17,siggraph17*2,ddcolor-tiny,ddcolor-tiny*2")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=0.3, help="of each turn")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    results = []
    for network in arguments.networks.split(","):
        network, _, at_once = network.partition("*")
        found = compare(network, int(at_once or 1), arguments.folder, arguments.rounds, arguments.seconds, arguments.threads)
        show(found)
        results += found
    arguments.result.write_text(json.dumps({"threads": arguments.threads, "results": results}, indent=2) + "\n")


if __name__ == "__main__":
    main()
