#!/usr/bin/env python3
"""Write the students of a signal of `golden.signals` into a folder.

usage: signal_students.py FOLDER
"""

import sys
from pathlib import Path

from golden.files import DEFAULT_SEED
from golden.signals import signal_students


def main():
    """Write every student."""
    folder = Path(sys.argv[1])
    for name, data in signal_students(DEFAULT_SEED):
        (folder / f"{name}.tessera").write_bytes(data)
        print(folder / f"{name}.tessera")


if __name__ == "__main__":
    main()
