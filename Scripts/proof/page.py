"""The table of Docs/Proof.md: every function of the runtime, and which proofs go through it."""

import re

from proof import equivalences, functions
from proof.pieces import PROOF, ROOT

PAGE = ROOT / "Docs" / "Proof.md"
REACHED = PROOF / "Students" / "reached.txt"
BEGIN, END = "<!-- functions -->\n", "<!-- end of functions -->\n"
PARTS = ROOT / "Runtime" / "C99" / "parts"
FUNCTION = re.compile(r"^\w[\w \*]*?[ \*](\w+)\([^;{}]*?\)\s*\n?\{", re.M)


def parts():
    """Yield each part of the runtime and the functions that it defines, in their order."""
    for name in re.findall(r'#include "parts/(\S+)"', (PARTS.parent / "tessera.c").read_text()):
        text = re.sub(r"/\*.*?\*/", "", (PARTS / name).read_text(), flags=re.S)
        yield name, list(dict.fromkeys(FUNCTION.findall(text)))


def reached():
    """Return the number of Eva's jobs that went through each function, as the last run wrote it."""
    return dict(line.split() for line in REACHED.read_text().splitlines())


def proofs():
    """Return the names of the proofs of each function."""
    names = {}
    for here in (functions.HERE, equivalences.HERE):
        for folder in functions.folders(here):
            for name in functions.facts_of(folder)["functions"].split():
                names.setdefault(name, []).append(folder.name)
    for path in sorted(equivalences.HERE.glob("*/proof.smt2")):
        for line in equivalences.lines_of(path.read_text(), "functions"):
            for name in line.split():
                names.setdefault(name, []).append(path.parent.name)
    return names


def table():
    """Return the table as text."""
    jobs, names = reached(), proofs()
    lines = ["| part | function | Eva, jobs | proofs of its own |", "| --- | --- | --- | --- |"]
    for part, found in parts():
        for name in found:
            own = ", ".join(sorted(set(names.get(name, [])))) or "—"
            lines.append(f"| `{part}` | `{name}` | {jobs.get(name, '—')} | {own} |")
    return "\n".join(lines) + "\n"


def write():
    """Write the table into the page."""
    text = PAGE.read_text()
    head, rest = text.split(BEGIN)
    PAGE.write_text(head + BEGIN + "\n" + table() + "\n" + END + rest.split(END)[1])


def unnamed():
    """Yield the functions of the runtime that the page does not name."""
    text = PAGE.read_text()
    for part, found in parts():
        for name in found:
            if f"| `{part}` | `{name}` |" not in text:
                yield f"Docs/Proof.md does not name {name} of {part}; run Scripts/prove.py --write"
