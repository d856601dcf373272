#!/usr/bin/env python3
"""Write students that learn, and sequences of calls to them, in Tests/Fixtures/Adaptation.

    make_adapt_fixtures.py            write the files
    make_adapt_fixtures.py --verify   make them in memory, and compare

The rule is that of `Scripts/golden`, written from Docs/Format.md alone. A student has its bytes and
sequences: random ones with labels, deltas that are saved, loaded and damaged, and one with W at its limits. A
call has what it is given and what it gives; `saved` is the delta in the end.
"""

import argparse
import json
import sys
from pathlib import Path

from golden.adapt_sequences import Digest, extremes, run
from golden.adapt_students import adapt_students
from golden.core import compact
from golden.files import DEFAULT_SEED

SEQUENCES = 4


def fixtures():
    """Return {name: bytes} of every file; the student that is measured is too large for one."""
    files = {}
    for name, data in adapt_students(DEFAULT_SEED):
        if "n144" in name:
            continue
        found = [run(data, seed, Digest()) for seed in range(SEQUENCES)] + [extremes(data)]
        files[f"{name}.tessera"] = data
        files[f"{name}.json"] = ("[\n" + ",\n".join(map(compact, found)) + "\n]\n").encode()
        json.loads(files[f"{name}.json"])
    return files


def main():
    """Parse the arguments; write or compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--verify", action="store_true", help="compare, and write nothing")
    options = parser.parse_args()
    folder = Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "Adaptation"
    files = fixtures()
    if options.verify:
        there = {path.name for path in folder.iterdir()} if folder.exists() else set()
        wrong = there ^ set(files) | {
            name for name in there & set(files) if (folder / name).read_bytes() != files[name]}
        for name in sorted(wrong):
            print(f"{name}: differs", file=sys.stderr)
        return 1 if wrong else 0
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
