#!/usr/bin/env python3
"""Checks that programs and libraries run where glibc is 2.35 or newer.

    Scripts/check_symbols.py FILE...
    Scripts/check_symbols.py --list PROGRAM

No file may ask for a newer symbol of the system, nor for a library that is neither there on every
system nor among the files. With --list it prints the paths of the libraries that a program loads
beside those of every system: what has to go with it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

# Of a system of 2022: glibc 2.35 and the libraries of GCC 12.
NEWEST = {"GLIBC": (2, 35), "GLIBCXX": (3, 4, 30), "CXXABI": (1, 3, 13), "GCC": (12, 0, 0)}
EVERYWHERE = re.compile(r"^(ld-linux-x86-64|libc|libm|libdl|libpthread|librt|libstdc\+\+|libgcc_s)\.so\.\d+$")


def output(*command: str) -> str:
    """What a command prints; it must succeed."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def needed(file: str) -> list[str]:
    """The names of the libraries that a file asks for."""
    return re.findall(r"^\s+NEEDED\s+(\S+)$", output("objdump", "-p", file), flags=re.MULTILINE)


def newer_symbols(file: str) -> set[str]:
    """The versions of symbols that a file asks for and that an older system lacks."""
    found = set()
    for name, number in re.findall(r"\b([A-Z]+)_(\d[\d.]*)", output("objdump", "-T", file)):
        version = tuple(map(int, number.split(".")))
        if name in NEWEST and version > NEWEST[name]:
            found.add(f"{name}_{number}")
    return found


def loaded(program: str) -> list[str]:
    """The paths of the libraries that a program loads, without those of every system."""
    found = re.findall(r"^\s*(\S+) => (\S+) \(", output("ldd", program), flags=re.MULTILINE)
    return [path for name, path in found if not EVERYWHERE.match(name)]


def faults(files: list[str]) -> list[str]:
    """One line for each thing that another system may lack."""
    there = {Path(file).name for file in files}
    lines = []
    for file in files:
        lines += [f"{file} asks for {version}" for version in sorted(newer_symbols(file))]
        lines += [f"{file} asks for {name}, which does not go with it" for name in needed(file)
                  if not EVERYWHERE.match(name) and name not in there]
    return lines


def main(arguments: list[str]) -> int:
    """Returns the exit code."""
    if arguments[:1] == ["--list"]:
        print("\n".join(loaded(arguments[1])))
        return 0
    found = faults(arguments)
    for line in found:
        print(f"error: {line}", file=sys.stderr)
    if not found:
        print(f"{len(arguments)} files run with glibc 2.35 or newer")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
