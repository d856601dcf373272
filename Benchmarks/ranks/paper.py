"""What the published search would take on many machines, on paper.

usage: python3 Benchmarks/ranks/paper.py [--rows N] [--machines R] ... (see --help)

Work: the seconds of a row on one core, as measured. Network: what ranks send (Docs/Scale.md), by an
allgather that takes log2 R latencies and the time of all bytes at the rate of one link."""

import argparse
import math

FOLDS, COUNTS, ITERATIONS = 5, (1, 2, 3, 4, 5), 20


def arguments():
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--rows", type=float, default=1e9)
    add("--inputs", type=int, default=144)
    add("--outputs", type=int, default=4)
    add("--machines", type=int, default=64)
    add("--cores", type=int, default=32)
    add("--row-seconds", type=float, default=60e-6, help="of one core, for the whole search")
    add("--bytes-per-second", type=float, default=25e9 / 8, help="of one link: 25 Gbit/s")
    add("--latency", type=float, default=5e-6)
    add("--digest-rate", type=float, default=1.4e9, help="bytes of SHA-256 in a second")
    return parser.parse_args()


def exchange(options, value_bytes, leaves):
    """Return the seconds in which all ranks have the partial sums of all."""
    values = max(1, math.ceil(math.log2(max(2, leaves))))
    total = options.machines * values * value_bytes
    return math.log2(options.machines) * options.latency + total / options.bytes_per_second


def main():
    """Print the parts."""
    options = arguments()
    n, t, rows = options.inputs, options.outputs, options.rows
    train = rows * (FOLDS - 1) / FOLDS
    seconds = {"passes over rows": rows * options.row_seconds / (options.machines * options.cores)}
    lloyd = seeds = moments = regions = 0.0
    for k in COUNTS:
        lanes, leaves = train / 65_536, train / (1_024 * k)
        lloyd += FOLDS * ITERATIONS * exchange(options, 8 * (k * n + k + 1), lanes)
        seeds += FOLDS * k * 3 * exchange(options, 64, lanes)
        moments += FOLDS * exchange(options, 4 * k * (n + t) ** 2, leaves)
        regions += FOLDS * 4 * train / options.bytes_per_second
    seconds["sums of k-means"] = lloyd + seeds
    seconds["moments of regions"] = moments
    seconds["regions of all rows"] = regions
    seconds["digest, on each rank"] = rows * 4 * (n + t) / options.digest_rate
    print(f"{rows:.0e} rows, {options.machines} machines of {options.cores} cores\n")
    print("| part | seconds |\n| --- | ---: |")
    for name, value in seconds.items():
        print(f"| {name} | {value:.1f} |")
    print(f"| in all | {sum(seconds.values()):.0f} |")


if __name__ == "__main__":
    main()
