#!/usr/bin/env python3
"""Write the windows of a dump as raw little-endian int16, row after row.

usage: counts_inputs.py DUMP.npz OUTPUT.i16 [ROWS]

The array `inputs` has to hold int16. Without ROWS all are written.
"""

import sys

import numpy as np


def main(dump, output, rows=None):
    """Convert one dump."""
    inputs = np.load(dump)["inputs"]
    if inputs.dtype != np.int16:
        sys.exit(f"error: the windows of {dump} are no int16")
    inputs[:int(rows) if rows else None].astype("<i2").tofile(output)


if __name__ == "__main__":
    main(*sys.argv[1:])
