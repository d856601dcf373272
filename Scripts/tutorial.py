#!/usr/bin/env python3
"""Runs the commands of Markdown pages as a reader would, and compares what they print.

    Scripts/tutorial.py --check PAGE...   fails when a command fails or prints something else
    Scripts/tutorial.py --write PAGE...   puts into the page what the commands print

Commands are the lines after `$ ` in ```console blocks, with continuations after `> `; what follows
is their output. All commands of a page run in one shell, in a copy of the project without ignored
files; only the built tool (TESSERA, or .build/release/tessera) and the Python environment of the
examples are taken over.

Numbers are not compared, since training is not the same to the bit on every computer; nor what
they decide: the structure of a chosen student, how many lines of one form a table has, bars, warnings. A
line `...` stands for any lines.
"""

import argparse
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MARK = "---- end of command"

MASKS = [
    (r"\b[0-9a-f]{16,}\b", "#"),  # hashes
    (r"(?<![\w-])[-+]?\d+(,\d{3})*(\.\d+)?(e[-+]?\d+)?", "#"),
    (r"# (bytes|B|KB|MB)\b", "# bytes"),
    (r"((projected|corrected), )?(d = #, )?k = #(, distilled)?", "STRUCTURE"),
    (r"lambda = #, # for corrections", "lambda = #"),
    (r"int8 inputs (min-max|percentile #)|of the projection (min-max|percentile #)", "RANGE"),
    (r"RANGE \(# % clipped\), RANGE", "RANGE"),
    (r"[▁▂▃▄▅▆▇█]+", "BARS"),
    (r"\s+[*<]+$", ""),
    (r"\s+", " "),
]


@dataclass
class Command:
    """A command, the page's lines of its output, and the output of this run."""

    text: str
    start: int  # line after the command, where its output begins
    expected: list = field(default_factory=list)
    actual: list | None = None
    status: int | None = None


def read_commands(lines):
    """The commands of a page's console blocks, in order."""
    commands, inside = [], False
    for number, line in enumerate(lines):
        if line.startswith("```"):
            inside = line == "```console"
        elif inside and line.startswith("$ "):
            commands.append(Command(line[2:], number + 1))
        elif inside and line.startswith("> ") and commands[-1].text.endswith("\\"):
            commands[-1].text += "\n" + line[2:]
            commands[-1].start = number + 1
        elif inside:
            commands[-1].expected.append(line)
    return commands


def copy_project(target):
    """The files of a clone, with changes that are not committed yet."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            cwd=ROOT, check=True, capture_output=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    tool = Path(os.environ.get("TESSERA", ROOT / ".build/release/tessera")).resolve()
    link(tool, target / ".build/release/tessera")
    link(ROOT / "Examples/Exporters/.venv", target / "Examples/Exporters/.venv")


def link(source, target):
    if not source.exists():
        sys.exit(f"error: {source} is not there: run make build and Scripts/setup-exporters.sh")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.symlink_to(source)


def run(commands, folder):
    """Runs commands in one shell up to the first that fails."""
    script = "".join(f"{command.text}\nstatus=$?; printf '\\n%s %s\\n' '{MARK}' $status\n"
                     "[ $status = 0 ] || exit $status\n" for command in commands)
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TERM": "dumb"}
    environment.pop("MAKEFLAGS", None)  # of the make that started this
    environment.pop("MAKELEVEL", None)
    done = subprocess.run(["bash", "-c", script], cwd=folder, env=environment, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    output = done.stdout.replace(str(folder), "tessera")
    pieces = re.split(rf"\n?^{MARK} (\d+)\n", output, flags=re.MULTILINE)
    for command, text, status in zip(commands, pieces[::2], pieces[1::2]):
        command.actual = [line.rstrip() for line in text.rstrip("\n").split("\n")] if text else []
        command.status = int(status)


def shape(line):
    """A line without the parts that may differ between computers."""
    for pattern, replacement in MASKS:
        line = re.sub(pattern, replacement, line)
    return line.strip()


def grouped(lines):
    """Neighbouring lines of one shape: [(shape, lines)]."""
    groups = []
    for line in lines:
        if groups and groups[-1][0] == shape(line) != "...":
            groups[-1][1].append(line)
        else:
            groups.append((shape(line), [line]))
    return groups


def filled(expected, actual):
    """The page's lines with this run's numbers; None where they differ. Both are groups."""
    if not expected:
        return None if actual else []
    if expected[0][0] == "...":
        for skipped in range(len(actual) + 1):
            rest = filled(expected[1:], actual[skipped:])
            if rest is not None:
                return ["...", *rest]
        return None
    if not actual or expected[0][0] != actual[0][0]:
        return None
    rest = filled(expected[1:], actual[1:])
    return None if rest is None else [*actual[0][1], *rest]


def differences(command):
    """The faults of a command's run, as text; empty when there are none."""
    if command.actual is None:
        return "not run\n"
    if command.status:
        return "\n".join([*command.actual, f"exit code {command.status}", ""])
    expected, actual = [grouped(line for line in lines if not line.startswith("warning: "))
                        for lines in (command.expected, command.actual)]
    if filled(expected, actual) is not None:
        return ""
    masked = [[name for name, _ in groups] for groups in (expected, actual)]
    return "\n".join([*difflib.unified_diff(*masked, "the page", "this run", lineterm=""), ""])


def written(lines, commands):
    """The page with the output of this run; `...` stays where it still fits."""
    lines = list(lines)
    for command in reversed(commands):
        if command.actual is None:
            continue
        new = filled(grouped(command.expected), grouped(command.actual))
        end = command.start + len(command.expected)
        lines[command.start:end] = command.actual if new is None else new
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--check", action="store_true")
    mode.add_argument("--write", action="store_true")
    parser.add_argument("pages", nargs="+", type=Path)
    options = parser.parse_args()
    failed = False
    for page in options.pages:
        lines = page.read_text(encoding="utf-8").split("\n")
        commands = read_commands(lines)
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            copy_project(Path(folder).resolve())
            run(commands, Path(folder).resolve())
        if options.write:
            page.write_text("\n".join(written(lines, commands)), encoding="utf-8")
        for command in commands:
            wrong = differences(command)
            failed = failed or bool(wrong) and (options.check or command.status != 0)
            if wrong and (options.check or command.status != 0):
                print(f"{page}:{command.start}: $ {command.text}\n{wrong}")
        print(f"{page}: {len(commands)} commands, {time.monotonic() - began:.0f} s", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
