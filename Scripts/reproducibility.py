#!/usr/bin/env python3
"""Makes the same students again: with other numbers of threads, and with other kernels of OpenBLAS.

    Scripts/reproducibility.py [--prefix PREFIX]... [--record]

Students of one kernel must be equal byte for byte. Students of different kernels must have the same
structure; where their maps are a closed form they must be equal, too, and where they were distilled
their labels may differ on at most one row in a thousand. Prints a table, which --record writes into
Docs/Reliability.md; fails when this does not hold. TESSERA=PATH is the tool to use.
"""

import argparse
import datetime
import hashlib
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy

ROOT = Path(__file__).resolve().parent.parent
TOOL = os.environ.get("TESSERA", str(ROOT / ".build/release/tessera"))
# Kernels by the instructions that the processor must have.
KERNELS = [("Nehalem", "sse4_2"), ("Haswell", "avx2"), ("SkylakeX", "avx512f")]
SEARCHES = [
    ("default", []),
    ("within 1 KB", ["--budget", "1KB"]),
    ("published", ["--search", "published"]),
    ("published, linear head", ["--head", "linear", "--k", "3"]),
]
LABEL_SHARE = 0.001
PAGE = ROOT / "Docs/Reliability.md"
BEGIN, END = "<!-- reproducibility -->\n", "<!-- end of reproducibility -->"
HEAD = ("| dump | search | student | kernels and threads | students | "
        "largest difference of an output | labels that differ |\n"
        "| --- | --- | --- | --- | ---: | ---: | ---: |")


def make(folder, name, prefix, options, kernel, threads):
    """A student's bytes, its selection, and its answers to the test rows."""
    path = folder / f"{name}.tessera"
    environment = dict(os.environ, OPENBLAS_CORETYPE=kernel)
    transfer = Path(f"{prefix}-transfer.npz")
    companions = ["--transfer", transfer] if transfer.exists() else []
    subprocess.run(
        [TOOL, "compress", f"{prefix}-train.npz", *companions, "--output", path, "--quiet"]
        + ["--threads", str(threads), *options],
        env=environment, check=True, stderr=subprocess.DEVNULL,
    )
    logits = folder / f"{name}.npy"
    subprocess.run(
        [TOOL, "predict", path, f"{prefix}-test.npz", "--output", logits, "--quiet"], check=True
    )
    record = json.loads(path.with_suffix(".json").read_text())
    return path.read_bytes(), record["selection"], numpy.load(logits)


def structure(selection):
    """The choice, without the scores."""
    keys = ["form", "k", "components", "lambda", "correction_lambda", "distilled"]
    return {key: selection.get(key) for key in keys}


def compare(prefix, search, options, kernels, folder, faults):
    """The row of one search: how many students there are, and how far they are apart."""
    runs = {}
    for kernel in kernels:
        for threads in (1, 2):
            runs[kernel, threads] = make(
                folder, f"{kernel}-{threads}", prefix, options, kernel, threads
            )
        if runs[kernel, 1][0] != runs[kernel, 2][0]:
            faults.append(f"{search}: {kernel} differs between 1 and 2 threads")
    _, first, logits = runs[kernels[0], 1]
    others = [runs[kernel, 1] for kernel in kernels]
    if any(structure(selection) != structure(first) for _, selection, _ in others):
        faults.append(f"{search}: another structure was chosen")
        return None
    digests = {hashlib.sha256(student).hexdigest() for student, _, _ in runs.values()}
    largest = max(float(abs(answers - logits).max()) for _, _, answers in others)
    changed = max(int((answers.argmax(1) != logits.argmax(1)).sum()) for _, _, answers in others)
    if len(digests) > 1 and not first["distilled"]:
        faults.append(f"{search}: kernels make different students of a closed form")
    if changed > LABEL_SHARE * len(logits):
        faults.append(f"{search}: {changed} labels differ")
    return (f"| {Path(prefix).name} | {search} | "
            f"{'distilled' if first['distilled'] else 'closed form'} | "
            f"{', '.join(kernels)}; 1 and 2 threads | {len(digests)} | "
            f"{largest:.2g} | {changed} of {len(logits):,} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--prefix", action="append")
    parser.add_argument("--record", action="store_true")
    arguments = parser.parse_args()
    flags = set(re.search(r"^flags\s*:(.*)$", Path("/proc/cpuinfo").read_text(), re.M)[1].split())
    kernels = [kernel for kernel, flag in KERNELS if flag in flags]
    faults = []
    rows = [HEAD]
    print(HEAD)
    with tempfile.TemporaryDirectory() as name:
        for prefix in arguments.prefix or [str(ROOT / "Examples/SyntheticBeats/beats")]:
            for search, options in SEARCHES:
                row = compare(prefix, search, options, kernels, Path(name), faults)
                if row:
                    rows.append(row)
                    print(row, flush=True)
    if arguments.record and not faults:
        record(rows)
    for fault in faults:
        print(f"error: {fault}", file=sys.stderr)
    sys.exit(1 if faults else 0)


def record(rows):
    """Put the table between its marks."""
    before, rest = PAGE.read_text().split(BEGIN)
    _, after = rest.split(END)
    facts = f"{datetime.date.today()}, {platform.machine()}, {os.cpu_count()} shared cores:"
    PAGE.write_text("\n".join([before + BEGIN + facts, "", *rows, END + after]))


main()
