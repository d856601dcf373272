#!/usr/bin/env python3
"""Write the streams of `golden.beat_students` into a folder, and print what the oracle answers.

usage: stream_students.py FOLDER

A file NAME.bin has the kind, the bytes of the student, the number of samples as u32, then the student
and the int16 samples, both up to a multiple of 4. A line has NAME, the number of answers and their digest.
"""

import struct
import sys
from pathlib import Path

from golden.beat_students import streams
from golden.core import padded
from golden.files import DEFAULT_SEED


def main():
    """Write every stream."""
    folder = Path(sys.argv[1])
    for name, kind, data, samples, count, digest in streams(DEFAULT_SEED):
        words = struct.pack(f"<{len(samples)}h", *samples)
        (folder / f"{name}.bin").write_bytes(
            struct.pack("<3I", kind, len(data), len(samples)) + data
            + bytes(padded(len(data)) - len(data)) + words + bytes(padded(len(words)) - len(words)))
        print(name, count, f"{digest:08x}")


if __name__ == "__main__":
    main()
