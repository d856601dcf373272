"""Pieces of the runtime's sources that are replaced in a copy: what stands in for them, and faults."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PROOF = ROOT / "Runtime" / "Proof"
WORK = ROOT / ".build" / "proof"


@dataclass
class Piece:
    """A text of one file, what takes its place, and why."""

    file: str
    why: str = ""
    job: str = ""
    old: str = ""
    new: str = ""
    flags: list = field(default_factory=list)


def read_pieces(path):
    """Return the pieces of a file: `file`, `why` and `job` lines, then `old`, `new` and `end`."""
    pieces, part, lines = [], None, {}
    for line in path.read_text().splitlines():
        word, _, rest = line.partition(" ")
        if part is None and word == "file":
            pieces.append(Piece(rest))
        elif part is None and word in ("why", "job") and pieces:
            setattr(pieces[-1], word, rest)
        elif line in ("old", "new"):
            part = line
            lines[part] = []
        elif line == "end":
            pieces[-1].old, pieces[-1].new = "\n".join(lines["old"]), "\n".join(lines["new"])
            part = None
        elif part:
            lines[part].append(line)
    return pieces


def replace(folder, piece):
    """Replace a piece in a copy of the sources; it must be there exactly once."""
    path = folder / "parts" / piece.file
    text = path.read_text()
    if text.count(piece.old) != 1:
        raise SystemExit(f"error: {piece.file} has {text.count(piece.old)} places of: {piece.old}")
    path.write_text(text.replace(piece.old, piece.new))


def copy_sources(name, pieces):
    """Return a folder with the runtime's sources in which the pieces are replaced."""
    folder = WORK / name / "source"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "Runtime" / "C99", folder)
    for piece in pieces:
        replace(folder, piece)
    return folder
