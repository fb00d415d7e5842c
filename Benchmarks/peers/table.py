"""Makes the speed tables of docs/performance.md from the figures of `Benchmarks/run`.

    table.py RESULTS [PAGE.md]

Prints it, and puts it between the page's two marker comments.
"""

import json
import pathlib
import sys

from compare import OURS

BEGIN, END = "<!-- Made by Benchmarks/run. -->", "<!-- End of what Benchmarks/run made. -->"


def networks(peers):
    """A row a program and precision, a column a network; then our times as shares of the best of the others'."""
    for row in peers["results"]:
        row["network"] = f"`{row['network']}`" + (f", {row['atOnce']} frames at once" if row["atOnce"] > 1 else "")
    names = list(dict.fromkeys(row["network"] for row in peers["results"]))
    kinds = list(dict.fromkeys((row["program"], row["precision"], row["version"]) for row in peers["results"]))
    times = {(row["network"], row["program"], row["precision"]): row["medianMilliseconds"] for row in peers["results"]}
    lines = ["| ms a frame | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for program, precision, version in kinds:
        cells = [f"{times[name, program, precision]:.1f}" for name in names]
        lines.append(f"| {version} {precision} | " + " | ".join(cells) + " |")
    for precision in (precision for program, precision, _ in kinds if program == OURS):
        # None of them is timed in int8.
        theirs = "f32" if precision == "f32" else "bf16"
        cells = []
        for name in names:
            best = min(time for (network, program, kind), time in times.items()
                       if network == name and program != OURS and kind == theirs)
            cells.append(f"{times[name, OURS, precision] / best:.2f}")
        lines.append(f"| **{OURS} {precision} ÷ the best of the others in {theirs}** | " + " | ".join(cells) + " |")
    return lines


def film(pipeline):
    """A row a program."""
    times = {(row["name"], row["variant"]): row["medianMilliseconds"] for row in pipeline["results"]}
    ffmpeg = next(time for (name, _), time in times.items() if name == "ffmpeg")
    recipe = times["Python recipe eccv16", "f32"]
    lines = ["| | ms a frame | ÷ FFmpeg | the Python recipe with `eccv16` takes | peak memory |", "|---" * 5 + "|"]
    for row in pipeline["results"]:
        time = row["medianMilliseconds"]
        faster = "" if row["name"].startswith("Python") else f"{recipe / time:.1f} × as long"
        lines.append(
            f"| {row['name']} {row['variant']} | {time / row['frames']:.1f} | {time / ffmpeg:.2f} | {faster} "
            f"| {row['peakMebibytes']:.0f} MiB |")
    return lines


def main():
    results = pathlib.Path(sys.argv[1])
    peers, pipeline = (json.loads((results / f"{name}.json").read_text()) for name in ("peers", "pipeline-1080"))
    machine = pipeline["machine"]
    table = "\n".join([
        f"Measured on {machine['date']} on {machine['processor']} with {machine['usableCores']} cores "
        f"(oneDNN {machine['oneDNN']}, {machine['networkInstructionSet']}; FFmpeg {machine['ffmpeg']}). "
        f"The networks alone, at 256×256 and with {peers['threads']} threads; films are coloured as in the columns of "
        "several frames at once, where no thread waits for another:",
        "", *networks(peers), "",
        f"{pipeline['results'][0]['frames']} frames of film, 1920×1080, H.264 in and libx264 of preset medium at CRF 18 out:",
        "", *film(pipeline)])
    print(table)
    if len(sys.argv) > 2:
        page = pathlib.Path(sys.argv[2])
        before, begin, rest = page.read_text().partition(BEGIN)
        _, end, after = rest.partition(END)
        if not begin or not end:
            sys.exit(f"table: {page} has no place for it")
        page.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}")


if __name__ == "__main__":
    main()
