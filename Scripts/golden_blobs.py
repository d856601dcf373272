#!/usr/bin/env python3
"""Write, interpret and check the golden packed students of Tests/Fixtures/Golden.

This program, the package `golden`, is written from Docs/Format.md alone. It shares no code
with the Swift and C implementations: where the golden files and an implementation disagree, one of the two (or
the page) is wrong.

    golden_blobs.py             write every file
    golden_blobs.py --check     read the files, interpret them again, compare; writes nothing
    golden_blobs.py --verify    regenerate in memory, compare byte for byte; writes nothing
    golden_blobs.py --claims    check the numerical claims of the page

All integers are Python integers or int64; the only floating-point operations with a meaning
are the one binary32 multiplication of a float input and, with scales, the subtraction before it.
"""

import argparse
import sys
from pathlib import Path

from golden.claims import check_claims
from golden.files import DEFAULT_SEED, check, verify, write


def main():
    """Parse the arguments and run one command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    here = Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "Golden"
    parser.add_argument("--folder", type=Path, default=here)
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="interpret the files again")
    mode.add_argument("--verify", action="store_true", help="regenerate and compare bytes")
    mode.add_argument("--claims", action="store_true", help="check the claims of the page")
    options = parser.parse_args()
    if options.claims:
        return check_claims()
    if options.check:
        return 1 if check(options.folder) else 0
    if options.verify:
        return 1 if verify(options.folder, options.seed) else 0
    return write(options.folder, options.seed)


if __name__ == "__main__":
    sys.exit(main())
