"""Wide dumps, long wide dumps and many classes: time, memory and agreement beside RidgeCV.

Run from the project's root: Benchmarks/.venv/bin/python Benchmarks/wide
"""

import argparse
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time

import numpy
import teachers
from sklearn.linear_model import RidgeCV
from teachers import Case

CASES = [
    Case("300 x 1,000", 300, 1000),
    Case("300 x 2,000", 300, 2000),
    Case("1,000 x 6,000", 1000, 6000),
    Case("1,000 x 6,000, ReLU", 1000, 6000, kind="correlated", activation="relu"),
    Case("1,000 x 6,000, white", 1000, 6000, kind="white"),
    Case("500 x 16,000", 500, 16_000),
    Case("500 x 16,000, ReLU", 500, 16_000, kind="correlated", activation="relu"),
    Case("12 leads x 1,000", 2000, 1000, leads=12),
    Case("20,000 x 3,072", 20_000, 3072),
    Case("20,000 x 3,072, white", 20_000, 3072, kind="white"),
    Case("1,000 classes", 5000, 64, classes=1000, kind="correlated"),
]
ALPHAS = numpy.logspace(-2, 3, 6)


def arguments():
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="wide", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--case", action="append", metavar="NAME", help="only cases whose name begins so")
    add("--seed", type=int, default=0)
    add("--threads", type=int, default=2)
    add("--tool", default=".build/release/tessera", help="the built tool")
    add("--dumps", metavar="DIR", help="write the dumps there, and measure nothing")
    return parser.parse_args()


def peak_so_far(process):
    """Return the largest resident bytes of a running process; 0 when it has ended."""
    try:
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    except ProcessLookupError:
        return 0
    lines = [line.split() for line in status.splitlines() if line.startswith("VmHWM")]
    return 1024 * int(lines[0][1]) if lines else 0


def measured(command):
    """Run a command; return its seconds, processor seconds, peak bytes and last line of errors.

    The peak is read while the command runs: that of wait4 begins with the memory of this process.
    """
    begin, peak, pid = time.monotonic(), 0, 0
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        while pid == 0:
            peak = max(peak, peak_so_far(process))
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            time.sleep(0.02)
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        lines = errors.read().splitlines()
    return (
        process.returncode,
        time.monotonic() - begin,
        usage.ru_utime + usage.ru_stime,
        peak,
        lines,
    )


def ridge(train, test):
    """Return the share of held-out rows that RidgeCV on the logits labels as the teacher does."""
    begin = time.monotonic()
    answers = RidgeCV(alphas=ALPHAS).fit(train["inputs"], train["logits"]).predict(test["inputs"])
    agreement = (answers.argmax(axis=1) == test["logits"].argmax(axis=1)).mean()
    return agreement, time.monotonic() - begin


def row(case, options, folder):
    """Measure one case; return the cells of its line."""
    train, test = teachers.arrays(case, options.seed)
    paths = [folder / f"{part}.npz" for part in ("train", "test")]
    for path, part in zip(paths, (train, test)):
        numpy.savez(path, **part)
    student = folder / "student.tessera"
    command = [options.tool, "compress", paths[0], "--test", paths[1], "--output", student]
    command += ["--threads", str(options.threads), "--quiet"]
    code, seconds, processor, peak, lines = measured([str(word) for word in command])
    for line in lines:
        print(f"{case.name}: {line}", file=sys.stderr)
    agreement, peer_seconds = ridge(train, test)
    cells = [case.name, case.kind, str(case.classes), f"{seconds:.0f}", f"{processor:.0f}"]
    cells += [f"{peak / 1e6:,.0f}"]
    if code == 0:
        record = json.loads(student.with_suffix(".json").read_text())
        cells += [f"{record['student']['bytes']:,}", f"{record['test']['agreement']:.4f}"]
    else:
        cells += ["-", f"exit code {code}"]
    return cells + [f"{agreement:.4f}", f"{peer_seconds:.0f}"]


def main():
    """Print the table."""
    options = arguments()
    names = options.case or [""]
    cases = [case for case in CASES if any(case.name.startswith(name) for name in names)]
    if options.dumps:
        for case in cases:
            folder = pathlib.Path(options.dumps) / case.name.replace(",", "").replace(" ", "-")
            folder.mkdir(parents=True, exist_ok=True)
            for part, content in zip(("train", "test"), teachers.arrays(case, options.seed)):
                numpy.savez(folder / f"{part}.npz", **content)
        return
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} processors, {platform.machine()}, ")
    print(f"load {os.getloadavg()[0]:.1f}, {options.threads} threads, seed {options.seed}\n")
    head = ["dump", "inputs", "classes", "s", "processor s", "peak MB", "bytes", "agreement"]
    head += ["RidgeCV", "its s"]
    print("| " + " | ".join(head) + " |\n|" + " --- |" * len(head), flush=True)
    for case in cases:
        with tempfile.TemporaryDirectory() as folder:
            print("| " + " | ".join(row(case, options, pathlib.Path(folder))) + " |", flush=True)


main()
