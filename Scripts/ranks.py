#!/usr/bin/env python3
"""Checks that tessera-mpi makes what tessera makes, to the byte, on any number of ranks.

    Scripts/ranks.py [--dump NAME]... [--ranks 1,2,3,5] [--namespaces] [--million]

The dumps are those of ../shared/data, where they are: ecg5000, mitbih, and iegm through a front-end;
and `synthetic`, which is made here, with --million of 1,000,000 rows. Each is swept by the published
and the default search."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DATA = os.path.join(os.path.dirname(ROOT), "shared", "data")
PUBLISHED = ["--search", "published"]


def synthetic(folder, rows, columns=32, classes=4, shards=3):
    """Write a dump of clusters of rows in shards, and a teacher that is not linear."""
    generator = np.random.default_rng(7)
    centres = generator.normal(size=(12, columns)) * 2
    layer, head = generator.normal(size=(columns, 24)), generator.normal(size=(24, classes))
    os.makedirs(folder)
    bounds = [rows * part // shards for part in range(shards + 1)]
    for number, (start, end) in enumerate(zip(bounds, bounds[1:])):
        inputs = centres[np.arange(start, end) % 12] + generator.normal(size=(end - start, columns))
        inputs = inputs.astype(np.float32)
        logits = (np.tanh(inputs @ layer / 6) @ head).astype(np.float32)
        np.save(f"{folder}/inputs-{number:05}-of-{shards:05}.npy", inputs)
        np.save(f"{folder}/logits-{number:05}-of-{shards:05}.npy", logits)
    return folder


def dumps(names, folder, million):
    """Return the arguments of each dump that is there: train, test, options."""
    found = {}
    for name in names:
        train, test = (f"{DATA}/{name}-{part}.npz" for part in ("train", "test"))
        if name == "synthetic":
            rows = 1_000_000 if million else 6_000
            train, test = synthetic(f"{folder}/train", rows), synthetic(f"{folder}/test", 2_000)
        elif not os.path.exists(train):
            print(f"skipped: no dump {name}")
            continue
        options = ["--front-end", "events"] if name == "iegm" else []
        found[name] = (train, test, options)
    return found


def without_command(path):
    """Return a run record but for its command line."""
    with open(path, encoding="utf-8") as file:
        record = json.load(file)
    record.pop("command")
    return record


def made(command, folder, train, test, options):
    """Return student, record, table and answers that a command makes, and the time of the student."""
    paths = {name: f"{folder}/{name}" for name in ("s.tessera", "s.json", "t.csv", "t.json", "p.npy")}
    for path in paths.values():
        if os.path.exists(path):
            os.remove(path)
    start = time.monotonic()
    run(command + ["compress", train, "--test", test, "-o", paths["s.tessera"], "--quiet"] + options)
    seconds = time.monotonic() - start
    run(command + ["evaluate", paths["s.tessera"], test, "--json", paths["t.json"], "--quiet"])
    run(command + ["predict", paths["s.tessera"], test, "-o", paths["p.npy"], "--quiet"])
    contents = [without_command(paths["s.json"])]
    for name in ("s.tessera", "t.json", "p.npy"):
        with open(paths[name], "rb") as file:
            contents.append(file.read())
    return contents, seconds


def run(command):
    """Run a command; its messages are shown where it fails."""
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if result.returncode != 0:
        sys.exit(f"error: {' '.join(command)}: {result.stderr[-2000:]}")


def check(name, dump, ranks, namespaces, folder):
    """Compare both searches of one dump; return the number of faults."""
    train, test, options = dump
    faults = 0
    for search in (PUBLISHED, []):
        title = f"{name}, {'published' if search else 'default'} search"
        alone, seconds = made([f"{ROOT}/.build/release/tessera"], folder, train, test, options + search)
        times = [f"alone {seconds:.1f} s"]
        for script, count in [("mpirun.sh", count) for count in ranks] + \
                [("in-namespaces.sh", count) for count in ranks if namespaces and count > 1]:
            command = [f"{ROOT}/Scripts/{script}", str(count)]
            found, seconds = made(command, folder, train, test, options + search + ["--threads", "1"])
            place = " over TCP" if script == "in-namespaces.sh" else ""
            if found != alone:
                faults += 1
                print(f"FAIL {title}: {count} ranks{place} make other bytes", file=sys.stderr)
            times.append(f"{count}{place} {seconds:.1f} s")
        print(f"{title}: {', '.join(times)}", flush=True)
    return faults


def main():
    """Parse the arguments and check each dump."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--dump", action="append")
    parser.add_argument("--ranks", default="1,2,3,5")
    parser.add_argument("--namespaces", action="store_true")
    parser.add_argument("--million", action="store_true")
    arguments = parser.parse_args()
    names = arguments.dump or ["synthetic", "ecg5000", "mitbih", "iegm"]
    ranks = [int(count) for count in arguments.ranks.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        found = dumps(names, folder, arguments.million)
        faults = sum(
            check(name, dump, ranks, arguments.namespaces, folder) for name, dump in found.items())
    print(f"{faults} of other bytes")
    sys.exit(faults != 0)


if __name__ == "__main__":
    main()
