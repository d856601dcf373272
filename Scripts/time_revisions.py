#!/usr/bin/env python3
"""Times a default search with the tools of two revisions in turn, A B A B.

    Scripts/time_revisions.py TOOL_A TOOL_B TRAIN.npz [--transfer DUMP]... [--verb compress] [--runs 7]
                              [-- OPTION...]

TOOL_A is the tool of the older revision, TOOL_B that of the newer; OPTIONs go to both. Prints the
median, fastest and slowest wall time, the median processor time and the largest memory of each, and
the ratio of B to A. Both have the same work only when their outputs are the same bytes, which this
says, too.
"""

import argparse
import datetime
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def arguments():
    own, rest = sys.argv[1:], []
    if "--" in own:
        own, rest = own[: own.index("--")], own[own.index("--") + 1 :]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tools", nargs=2, metavar="TOOL")
    parser.add_argument("train")
    parser.add_argument("--transfer", action="append", default=[])
    parser.add_argument("--verb", choices=["compress", "sweep"], default="compress")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args(own)
    for dump in options.transfer:
        rest += ["--transfer", dump]
    return options, rest


def run(tool, verb, train, options, folder):
    """Wall time, processor time, megabytes and output of one run."""
    output = Path(folder, "student.tessera")
    command = [tool, verb, train, "--quiet", *options]
    if verb == "compress":
        command += ["--output", str(output)]
    start = time.monotonic()
    with open(Path(folder, "stdout"), "w+b") as text:
        process = subprocess.Popen(command, stdout=text)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        text.seek(0)
        printed = text.read()
    if status != 0:
        sys.exit(f"{' '.join(command)} failed")
    made = output.read_bytes() if verb == "compress" else printed
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, made


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def main():
    options, rest = arguments()
    runs = ([], [])
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(options.runs):
            for side, tool in enumerate(options.tools):
                runs[side].append(run(tool, options.verb, options.train, rest, folder))
    print(
        f"{datetime.date.today()}, {processor()}, {os.cpu_count()} threads, "
        f"load {os.getloadavg()[0]:.1f}, {options.runs} runs in turn"
    )
    print(" ".join([options.verb, options.train, *rest]))
    medians = []
    for name, tool, measured in zip("AB", options.tools, runs):
        wall, work, memory, _ = zip(*measured)
        medians.append((statistics.median(wall), statistics.median(work), max(memory)))
        print(
            f"{name}: {medians[-1][0]:.2f} s ({min(wall):.2f} to {max(wall):.2f}), "
            f"processor {medians[-1][1]:.2f} s, {medians[-1][2]:.0f} MB  {tool}"
        )
    a, b = medians
    print(
        f"B / A: time {b[0] / a[0]:.3f}, processor {b[1] / a[1]:.3f}, memory {b[2] / a[2]:.3f}"
    )
    same = len({made for side in runs for *_, made in side}) == 1
    print("outputs: the same bytes" if same else "outputs: NOT the same bytes")
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
