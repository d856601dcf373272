#!/usr/bin/env python3
"""Proves of the C99 runtime what Docs/Proof.md says, and that each proof can fail.

    Scripts/prove.py                 everything; installs nothing (Scripts/setup-proof.sh does)
    Scripts/prove.py students        one part alone
    Scripts/prove.py --faults-only   the planted faults alone
    Scripts/prove.py --unchanged     proves nothing; fails where a source has changed since all was proved
    Scripts/prove.py --write         the table of Docs/Proof.md

One line for each proof; fails where one does.
"""

import argparse
import hashlib
import sys
import time

from proof import equivalences, functions, page, students
from proof.pieces import PROOF, ROOT

PARTS = {"students": students, "equivalences": equivalences, "functions": functions}


DIGEST = PROOF / "digest.txt"


def digest():
    """Return the digest of all that a proof depends on: the runtime, its header and Runtime/Proof."""
    total = hashlib.sha256()
    for folder in (ROOT / "Runtime" / "C99" / "parts", ROOT / "Sources" / "CTesseraRuntime", PROOF,
                   ROOT / "Scripts" / "proof"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".c", ".h", ".txt", ".smt2", ".py") and path not in (DIGEST, page.REACHED):
                total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def run(names, faults_only):
    """Run the parts; return the number of failures."""
    failed = 0
    for name in names:
        part = PARTS[name]
        steps = [part.plant] if faults_only else [part.prove, part.plant]
        for step in steps:
            start = time.monotonic()
            failures, count = step()
            failed += failures
            word = "proofs" if step is part.prove else "faults"
            print(f"{name}: {count - failures} of {count} {word}, {time.monotonic() - start:.0f} s",
                  flush=True)
    return failed


def main():
    """Parse the arguments and run what they name."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("part", nargs="*", help="of: " + ", ".join(PARTS))
    parser.add_argument("--faults-only", action="store_true")
    parser.add_argument("--unchanged", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.write:
        page.write()
        return
    if options.unchanged:
        same = DIGEST.exists() and DIGEST.read_text().strip() == digest()
        print("proved already: nothing has changed" if same else "to be proved: a source has changed")
        sys.exit(0 if same else 1)
    failed = run(options.part or list(PARTS), options.faults_only)
    if not failed and not options.part and not options.faults_only:
        page.REACHED.write_text("".join(f"{name} {count}\n" for name, count in sorted(students.reached().items())))
        DIGEST.write_text(digest() + "\n")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
