#!/usr/bin/env python3
"""Writes counts as C, for the program of a stream in Examples/Firmware.

    write_stream.py --patient 300 FILE.h          the record of a patient of the model
    write_stream.py --record RECORD.npy FILE.h    a record of your own: N integers, 250 a second

A small microcontroller has room for a minute of counts: --seconds states how much of a record is taken.
"""

import argparse
import sys

import numpy as np

from heart import FIBRILLATION, RATE, SINUS, TACHYCARDIA, record

SEGMENTS = [(SINUS, 16), (TACHYCARDIA, 9), (SINUS, 9), (FIBRILLATION, 8)]


def own_counts(path, seconds):
    """Return the first counts of a record in a file."""
    values = np.load(path)
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim != 1:
        sys.exit(f"{path}: the shape is {values.shape}, and a record is one channel of N counts. "
                 "Save one of its columns.")
    counts = values.astype(np.int16)
    if not np.array_equal(counts, values):
        sys.exit(f"{path}: counts are integers from -32768 to 32767. Round the values, and scale them to fit.")
    taken = counts[:max(0, int(seconds * RATE))]
    if not len(taken):
        sys.exit(f"{path}: no count is taken. Give a record with counts, and --seconds above 0.")
    if len(taken) < len(counts):
        print(f"{path}: the first {len(taken) / RATE:g} of {len(counts) / RATE:g} s are taken")
    return taken


def write(counts, path):
    """Write the header."""
    with open(path, "w", encoding="ascii") as file:
        file.write("/* Counts of a converter, made by write_stream.py. */\n#include <stdint.h>\n\n")
        file.write(f"enum {{ STREAM_RATE = {RATE}, STREAM_COUNT = {len(counts)} }};\n")
        file.write("static const int16_t stream_counts[STREAM_COUNT] = {\n")
        for start in range(0, len(counts), 12):
            file.write("    " + ", ".join(map(str, counts[start:start + 12])) + ",\n")
        file.write("};\n")


def main():
    """Write the counts of a patient, or of a record."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--patient", type=int, metavar="SEED")
    source.add_argument("--record", metavar="RECORD.npy")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("header", metavar="FILE.h")
    options = parser.parse_args()
    counts = (own_counts(options.record, options.seconds) if options.record
              else record(options.patient, SEGMENTS).counts)
    write(counts, options.header)


if __name__ == "__main__":
    main()
