"""What is not plain C against what it stands for: CBMC with models of instructions, and z3 with integers."""

import re
import subprocess

from proof import functions
from proof.pieces import PROOF, ROOT, WORK

HERE = PROOF / "Equivalences"
PARTS = ROOT / "Runtime" / "C99" / "parts"


def lines_of(text, key):
    """Return what follows a key in the comments of a proof for z3."""
    return re.findall(rf"^; {key} (.*)$", text, re.M)


def is_of_the_source(text):
    """Whether the lines that a proof is about stand in the source."""
    source = "".join((PARTS / name).read_text() for name in lines_of(text, "file"))
    return all(line.rstrip() in source for line in lines_of(text, "source"))


def is_refuted(text):
    """Whether z3 finds no value for which one of the statements is false."""
    path = WORK / "proof.smt2"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    ran = subprocess.run(["z3", "-T:60", path], capture_output=True, text=True)
    return set(ran.stdout.split()) == {"unsat"}


def prove(limit=200):
    """Prove every equivalence; return the failures and the number of proofs."""
    failures, count = functions.prove(limit, HERE)
    for path in sorted(HERE.glob("*/proof.smt2")):
        text = path.read_text()
        good = is_of_the_source(text) and is_refuted(text)
        print(f"z3 {path.parent.name}: {'proved' if good else 'NOT PROVED'}", flush=True)
        failures, count = failures + (not good), count + 1
    return failures, count


def plant(limit=200):
    """Plant every fault; return how many were not found, and how many there are."""
    failures, count = functions.plant(limit, HERE)
    for path in sorted(HERE.glob("*/proof.smt2")):
        for fault in lines_of(path.read_text(), "fault"):
            old, new = fault.split(" => ")
            head, body = path.read_text().split("(declare-const", 1)
            found = old in body and not is_refuted(head + "(declare-const" + body.replace(old, new))
            print(f"fault in {path.parent.name}, {fault}: {'found' if found else 'NOT FOUND'}", flush=True)
            failures, count = failures + (not found), count + 1
    return failures, count
