#!/usr/bin/env python3
"""Executes notebooks of the Python package, or writes one as a script.

    Scripts/notebooks.py --run NOTEBOOK...       in a kernel each; it needs nbclient and ipykernel
    Scripts/notebooks.py --script NOTEBOOK       on the standard output

The script runs the cells one after another. Its last line has the seconds that they took, without
those of the cells with the tag "teacher".
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

BEGIN = "import time\nwithout_teacher = 0.0\n"
CELL = "started = time.perf_counter()\n{source}\n"
END = "print(f'cells without the teacher: {without_teacher:.1f} s')\n"


def code_cells(path: str) -> list[tuple[str, bool]]:
    """The source of each cell of code, and whether it makes the teacher."""
    cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
    return [("".join(cell["source"]), "teacher" in cell["metadata"].get("tags", []))
            for cell in cells if cell["cell_type"] == "code"]


def script(path: str) -> str:
    """The cells of a notebook as a program."""
    parts = [BEGIN]
    for source, is_teacher in code_cells(path):
        parts.append(CELL.format(source=source))
        if not is_teacher:
            parts.append("without_teacher += time.perf_counter() - started\n")
    return "".join([*parts, END])


def execute(path: str) -> None:
    """Runs a notebook in a kernel and a folder of its own; a cell that fails ends it."""
    import nbclient
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        nbclient.NotebookClient(notebook, timeout=600, kernel_name="python3",
                                resources={"metadata": {"path": folder}}).execute()
    print(f"PASS notebook: {Path(path).name}, {time.perf_counter() - started:.0f} s")


def main(arguments: list[str]) -> int:
    """Returns the exit code."""
    if len(arguments) < 2 or arguments[0] not in ("--run", "--script"):
        print(__doc__, file=sys.stderr)
        return 64
    for path in arguments[1:]:
        if arguments[0] == "--script":
            print(script(path), end="")
        else:
            execute(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
