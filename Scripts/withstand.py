#!/usr/bin/env python3
"""Chooses what a student withstands, on training rows alone.

The rows of PREFIX-train.npz are dealt to parts, whole groups where there are groups. For each part a
student is fitted to the others and measured on the part, as it is and disturbed. Transfer rows with a parent
in the part are left out. The test dump is not read.

    Scripts/withstand.py ../shared/data/mitbih --window 140 --try none shift=2 shift=3
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy

# What is printed, as kind and strength.
SHOWN = [("clipping", 0.3), ("lost-samples", 0.2), ("jitter", 2), ("jitter", 4), ("jitter", 6),
         ("jitter", 8), ("resampling", 0.05)]


def parts(dump, count, seed):
    """The rows of each part, whole groups together."""
    rows = dump["inputs"].shape[0]
    groups = dump.get("groups", numpy.arange(rows))
    names = numpy.random.default_rng(seed).permutation(numpy.unique(groups))
    return [numpy.flatnonzero(numpy.isin(groups, names[part::count])) for part in range(count)]


def taken(dump, rows, places=None):
    """Some rows of a dump; `places` are the new numbers of parents."""
    count = dump["inputs"].shape[0]
    result = {
        name: array[rows] if array.ndim and array.shape[0] == count else array
        for name, array in dump.items()}
    if places is not None:
        parents = result["parents"]
        result["parents"] = numpy.where(parents < 0, -1, places[parents])
    return result


def write_part(folder, prefix, train, held):
    """The training, transfer and held-out dump of one part."""
    count = train["inputs"].shape[0]
    kept = numpy.setdiff1d(numpy.arange(count), held)
    places = numpy.full(count, -1, dtype=numpy.int32)
    places[kept] = numpy.arange(kept.size, dtype=numpy.int32)
    numpy.savez(folder / "train.npz", **taken(train, kept))
    numpy.savez(folder / "held.npz", **taken(train, held))
    transfer = pathlib.Path(f"{prefix}-transfer.npz")
    if not transfer.exists():
        return []
    other = dict(numpy.load(transfer))
    rows = numpy.flatnonzero(((other["parents"] < 0) | (places[other["parents"]] >= 0)).all(axis=1))
    numpy.savez(folder / "transfer.npz", **taken(other, rows, places))
    return ["--transfer", str(folder / "transfer.npz")]


def measured(options, folder, transfer, changes):
    """The accuracies of one student on its held-out part."""
    own = [] if changes == "none" else ["--withstand", *changes.split("+"), "--window", options.window]
    student = folder / "student.tessera"
    subprocess.run(
        [options.tessera, "compress", str(folder / "train.npz"), *transfer, "--output", str(student),
         "--quiet", *own, *options.options.split()], check=True, stderr=subprocess.DEVNULL)
    report = folder / "robustness.json"
    subprocess.run(
        [options.tessera, "robustness", str(student), str(folder / "held.npz"), "--window",
         options.window, "--json", str(report), "--quiet"], check=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    record = json.loads(report.read_text(encoding="utf-8"))
    found = [record["clean"]["accuracy"]["value"]]
    for kind, strength in SHOWN:
        found += [row["figures"]["accuracy"]["value"] for row in record["disturbances"]
                  if row["kind"] == kind and abs(row["strength"] - strength) < 1e-9]
    return found


def main():
    """Print a line for each way to withstand."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("prefix", help="PREFIX-train.npz, and PREFIX-transfer.npz where it is")
    parser.add_argument("--tessera", default=".build/release/tessera", help="the executable")
    parser.add_argument("--window", default="140", help="the first features are a waveform")
    parser.add_argument("--parts", type=int, default=2, help="parts of the rows (default 2)")
    parser.add_argument("--seed", type=int, default=0, help="deals the groups to parts")
    parser.add_argument("--options", default="", help="further options of compress")
    parser.add_argument(
        "--try", dest="tried", nargs="+", required=True, metavar="CHANGES",
        help="none, or what --withstand takes, with options behind a +")
    options = parser.parse_args()
    train = dict(numpy.load(f"{options.prefix}-train.npz"))
    titles = [f"{kind} {strength:g}" for kind, strength in SHOWN]
    print("| withstands | clean | " + " | ".join(titles) + " |")
    print("| --- |" + " ---: |" * (1 + len(titles)))
    for changes in options.tried:
        rows, weights = [], []
        for held in parts(train, options.parts, options.seed):
            with tempfile.TemporaryDirectory() as name:
                folder = pathlib.Path(name)
                transfer = write_part(folder, options.prefix, train, held)
                rows.append(measured(options, folder, transfer, changes))
                weights.append(held.size)
        means = numpy.average(numpy.array(rows), axis=0, weights=weights)
        print(f"| {changes} | " + " | ".join(f"{mean:.4f}" for mean in means) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
