#!/usr/bin/env python3
"""Writes a record of a patient of its own as C, for the program of a stream in Examples/Firmware.

usage: write_stream.py SEED FILE.h
"""

import sys

from heart import FIBRILLATION, RATE, SINUS, TACHYCARDIA, record

SEGMENTS = [(SINUS, 16), (TACHYCARDIA, 9), (SINUS, 9), (FIBRILLATION, 8)]


def main():
    """Write the header."""
    seed, path = int(sys.argv[1]), sys.argv[2]
    counts = record(seed, SEGMENTS).counts
    with open(path, "w", encoding="ascii") as file:
        file.write("/* Counts of a converter, made by write_stream.py. */\n#include <stdint.h>\n\n")
        file.write(f"enum {{ STREAM_RATE = {RATE}, STREAM_COUNT = {len(counts)} }};\n")
        file.write("static const int16_t stream_counts[STREAM_COUNT] = {\n")
        for start in range(0, len(counts), 12):
            file.write("    " + ", ".join(map(str, counts[start:start + 12])) + ",\n")
        file.write("};\n")


if __name__ == "__main__":
    main()
