#!/usr/bin/env python3
"""Write the students of `golden.adapt_students` into a folder, and print what the oracle answers.

usage: adapt_students.py FOLDER [SEQUENCES]

A line has NAME, the number of calls and their digest; without SEQUENCES only NAME.
"""

import sys
from pathlib import Path

from golden.adapt_sequences import Digest, run
from golden.adapt_students import adapt_students
from golden.files import DEFAULT_SEED


def main():
    """Write every student."""
    folder, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    for name, data in adapt_students(DEFAULT_SEED):
        (folder / f"{name}.tessera").write_bytes(data)
        digest = Digest()
        for seed in range(count):
            run(data, seed, digest)
        print(name, digest.text() if count else "", flush=True)


if __name__ == "__main__":
    main()
