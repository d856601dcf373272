"""Ranks beside threads, and Spark MLlib on the same rows: time, memory, and the error found.

Run from the project's root, after make mpi:
    Benchmarks/.venv/bin/python Benchmarks/ranks [--rows N] [--spark-rows N] [--runs R]

A dump of N rows of 144 inputs and 4 outputs in shards is swept by the published search: by one process
with one thread and with two, by two ranks with a thread each, and by more ranks than there are cores. Runs
are interleaved, and medians printed, with the least and the most."""

import argparse
import importlib.util
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time

import numpy

ROOT = pathlib.Path(__file__).resolve().parents[2]
COLUMNS, OUTPUTS, BLOCK = 144, 4, 100_000
SPARK = {"--k": "2", "--lambda": "0.1,1", "--folds": "2"}


def arguments():
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="ranks", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--rows", type=int, default=1_000_000)
    add("--spark-rows", type=int, default=100_000, help="0 leaves Spark out")
    add("--runs", type=int, default=3)
    add("--folder", help="where the dump goes; a temporary folder by default")
    return parser.parse_args()


def write_dump(folder, rows, shards):
    """Write clusters of rows and a teacher that is not linear; one file an array for one shard."""
    generator = numpy.random.default_rng(7)
    centres = generator.normal(size=(12, COLUMNS)) * 2
    layer, head = generator.normal(size=(COLUMNS, 24)), generator.normal(size=(24, OUTPUTS))
    os.makedirs(folder, exist_ok=True)
    bounds = [rows * part // shards for part in range(shards + 1)]
    for number, (start, end) in enumerate(zip(bounds, bounds[1:])):
        name = "" if shards == 1 else f"-{number:05}-of-{shards:05}"
        files = [
            numpy.lib.format.open_memmap(
                f"{folder}/{array}{name}.npy", "w+", numpy.float32, (end - start, width))
            for array, width in (("inputs", COLUMNS), ("logits", OUTPUTS))]
        for first in range(start, end, BLOCK):
            last = min(first + BLOCK, end)
            noise = generator.normal(size=(last - first, COLUMNS))
            inputs = (centres[numpy.arange(first, last) % 12] + noise).astype(numpy.float32)
            files[0][first - start:last - start] = inputs
            files[1][first - start:last - start] = numpy.tanh(inputs @ layer / 12) @ head


def timed(ranks, threads, folder, options=()):
    """Run the sweep; return its seconds and the largest peak of a process, in MB."""
    tool = ["/usr/bin/time", "-f", "peak %M", str(ROOT / ".build/release/tessera")]
    if ranks > 1:
        tool = [
            "mpirun", "--oversubscribe", "-n", str(ranks), "/usr/bin/time", "-f", "peak %M",
            str(ROOT / ".build/release/tessera-mpi")]
    environment = dict(
        os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
        OMPI_MCA_mpi_yield_when_idle="1")
    command = tool + ["sweep", folder, "--search", "published", "--threads", str(threads), "--quiet"]
    command += list(options) + ["--csv", f"{folder}.csv"]
    start = time.monotonic()
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    seconds = time.monotonic() - start
    return seconds, max(int(peak) for peak in re.findall(r"peak (\d+)", result.stderr)) >> 10


def compare_ranks(folder, rows, runs):
    """Print the table of ranks and threads."""
    write_dump(folder, rows, shards=4)
    cases = [("1 thread", 1, 1), ("2 threads", 1, 2), ("2 ranks", 2, 1), ("4 ranks", 4, 1)]
    found = {name: [] for name, _, _ in cases}
    tables = set()
    for _ in range(runs):
        for name, ranks, threads in cases:
            found[name].append(timed(ranks, threads, folder))
            tables.add(pathlib.Path(f"{folder}.csv").read_bytes())
    base = statistics.median(seconds for seconds, _ in found["2 threads"])
    print(f"\n{rows:,} rows of {COLUMNS} inputs and {OUTPUTS} outputs, published search, {runs} runs:\n")
    print("| | seconds, median (least to most) | of 2 threads | rows/s | peak of a process |")
    print("| --- | --- | --- | --- | --- |")
    for name, results in found.items():
        times = [seconds for seconds, _ in results]
        median = statistics.median(times)
        print(
            f"| {name} | {median:.1f} ({min(times):.1f} to {max(times):.1f}) | {median / base:.2f} "
            f"| {rows / median:,.0f} | {max(peak for _, peak in results)} MB |")
    print(f"\nTables of all runs: {len(tables)} different.")


def compare_spark(folder, rows):
    """Print the times of Spark and of two threads for one sweep."""
    if importlib.util.find_spec("pyspark") is None:
        print("skipped: pyspark cannot be installed")
        return
    write_dump(folder, rows, shards=1)
    options = [part for pair in SPARK.items() for part in pair]
    own = [timed(1, 2, folder, options)[0]]
    result = subprocess.run(
        [sys.executable, str(ROOT / "Benchmarks/ranks/spark.py"), folder, "2", SPARK["--k"],
         SPARK["--lambda"], SPARK["--folds"]], capture_output=True, text=True, check=True)
    peer = json.loads(result.stdout.splitlines()[-1])
    own.append(timed(1, 2, folder, options)[0])
    lines = pathlib.Path(f"{folder}.csv").read_text().splitlines()
    column = lines[0].split(",").index("mse")
    best = min(float(line.split(",")[column]) for line in lines[1:])
    ours = statistics.median(own)
    print(
        f"\n{rows:,} such rows, k {SPARK['--k']}, lambda {SPARK['--lambda']}, {SPARK['--folds']} folds, "
        f"two threads each: Spark MLlib {peer['seconds']:.1f} s without reading, mse {peer['mse']:.4f}; "
        f"tessera {ours:.2f} s with reading, mse {best:.4f}: {peer['seconds'] / ours:.0f} times.")


def main():
    """Measure and print."""
    options = arguments()
    print(f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, {os.cpu_count()} cores, "
          f"load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as temporary:
        place = options.folder or temporary
        compare_ranks(f"{place}/rows", options.rows, options.runs)
        if options.spark_rows:
            compare_spark(f"{place}/spark", options.spark_rows)


if __name__ == "__main__":
    main()
