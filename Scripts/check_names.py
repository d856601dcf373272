#!/usr/bin/env python3
"""Checks that what the pages name is there, and that what is there is named.

    Scripts/check_names.py

Every source file of a module under Sources must stand in the README of its module, by its name.
Every path of the project that README.md, SECURITY.md, Docs or a page beside code names in
backticks or as a link must exist. Docs/Proof.md must name every function of the C99 runtime. Prints
what does not hold and fails.
"""

import re
import sys
from pathlib import Path

from proof import page

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "Sources"
CODE = {".swift", ".c", ".h"}
TOP = ("Sources", "Scripts", "Tests", "Runtime", "Docs", "Examples", "Benchmarks", "Fuzz", "Python", "Toolsets")


def unnamed():
    """Source files that the README of their module does not name."""
    for module in sorted(path for path in SOURCES.iterdir() if (path / "README.md").exists()):
        named = set(re.findall(r"[\w+.]+\.(?:swift|c|h)\b", (module / "README.md").read_text()))
        for path in sorted(module.rglob("*")):
            if path.suffix in CODE and "Resources" not in path.parts and path.name not in named:
                yield f"{module.relative_to(ROOT)}/README.md does not name {path.relative_to(module)}"
    for module in sorted(path for path in SOURCES.iterdir() if path.is_dir()):
        if any(module.rglob("*.swift")) and not (module / "README.md").exists():
            yield f"{module.relative_to(ROOT)} has no README.md"


def exists(page, path):
    """Whether a path stands for a file or folder, from the root, from Sources or from the page."""
    if re.search(r"\b(VERB|STEM|BOARD|CORE|PREFIX|NAME|FOLDER|TARGET)|[<>*{}$…]|\.\.\.", path):
        return True  # a placeholder
    if "/.venv" in path:
        return True  # made by a script
    names = (path, f"{path}.swift")
    return any((base / name).exists() for base in (ROOT, SOURCES, page.parent) for name in names)


def missing():
    """Paths that pages name and that are not there."""
    pages = [ROOT / "README.md", ROOT / "SECURITY.md", ROOT / "Python/README.md", *sorted((ROOT / "Docs").glob("*.md"))]
    for folder in ("Sources/*", "Examples/*", "Runtime/*", "Benchmarks"):
        pages += sorted(ROOT.glob(f"{folder}/*.md"))
    modules = [path.name for path in SOURCES.iterdir() if path.is_dir()]
    start = "|".join(TOP + tuple(modules))
    for page in pages:
        text = re.sub(r"```.*?```", "", page.read_text(), flags=re.S)
        paths = re.findall(rf"`((?:{start})/[\w./+-]+)`", text)
        paths += [link for link in re.findall(r"\]\(([^)#\s]+)", text) if ":" not in link]
        for path in sorted(set(paths)):
            if not exists(page, path):
                yield f"{page.relative_to(ROOT)} names {path}, which is not there"


faults = [*unnamed(), *missing(), *page.unnamed()]
for fault in faults:
    print(f"error: {fault}", file=sys.stderr)
sys.exit(1 if faults else 0)
