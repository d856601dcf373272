"""Runs the tool: its messages, its progress, and its end when a person interrupts."""

from __future__ import annotations

import contextlib
import os
import pty
import signal
import subprocess
import sys
import tempfile
import tty
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .errors import TesseraWarning, failure

PATIENCE = 10.0  # seconds for an interrupted tool to remove its temporary files
CLEAR = "\r\x1b[K"  # begins a line of progress, and ends it


def executable() -> Path:
    """Return the path of the tool: the one of the package, or that of the variable TESSERA."""
    chosen = os.environ.get("TESSERA")
    found = Path(chosen) if chosen else Path(__file__).parent / "bin" / "tessera"
    if not found.exists():
        raise FileNotFoundError(f"the tool is not at {found}: install the wheel, or set TESSERA")
    return found


@dataclass
class Answer:
    """What a run printed: results, and notes on what it took for granted."""

    output: str = ""
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def take(self, line: str) -> None:
        """Sort one line of the standard error."""
        word, _, rest = line.partition(": ")
        kinds = {"note": self.notes, "warning": self.warnings, "error": self.errors}
        kinds.get(word, self.errors).append(rest if word in kinds else line)


def run(arguments: Sequence[str], progress: bool | None = None, hide: str = "",
        warn: bool = True) -> Answer:
    """Run the tool to its end.

    Parameters
    ----------
    arguments : sequence of str
        The verb and its options.
    progress : bool, optional
        Whether the tool's progress is shown on the standard error. By default it is in a
        notebook and on a terminal.
    hide : str
        A temporary folder, whose name is taken out of messages.
    warn : bool
        Whether what the tool objects to becomes a `TesseraWarning`.

    Returns
    -------
    Answer
        What the run printed.

    Raises
    ------
    TesseraError
        When the tool fails, with its message.
    KeyboardInterrupt
        When a person interrupts; the tool has ended by then.
    """
    shows = shows_progress() if progress is None else progress
    answer = Answer()
    with tempfile.TemporaryFile() as output:
        code = _follow([str(executable()), *arguments], output.fileno(), answer, shows)
        output.seek(0)
        answer.output = output.read().decode(errors="replace")
    for lines in (answer.notes, answer.warnings, answer.errors):
        lines[:] = [line.replace(hide + os.sep, "") if hide else line for line in lines]
    if code:
        raise failure("\n".join(answer.errors) or f"the tool ended with {code}", code)
    for message in answer.warnings if warn else []:
        warnings.warn(message, TesseraWarning, stacklevel=4)
    return answer


def shows_progress() -> bool:
    """Return whether someone watches: a terminal, or a notebook."""
    return sys.stderr.isatty() or type(sys.stderr).__module__.startswith("ipykernel")


def _follow(command: list[str], output: int, answer: Answer, shows: bool) -> int:
    """Run a command, take its messages and return its exit code."""
    mine, its = pty.openpty() if shows else os.pipe()
    if shows:
        tty.setraw(its)  # so that lines end as they were written
    environment = {**os.environ, "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=its,
                                 env=environment)
    except BaseException:
        os.close(mine)
        raise
    finally:
        os.close(its)
    with _ending(child), os.fdopen(mine, "rb", buffering=0) as messages:
        _take(lambda: _read(messages.fileno()), answer)
        return child.wait()


@contextlib.contextmanager
def _ending(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """End a child when its parent is interrupted or fails."""
    try:
        yield
    except BaseException:
        child.send_signal(signal.SIGINT)
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        raise


def _read(descriptor: int) -> bytes:
    """Some bytes; none where the other side has closed."""
    try:
        return os.read(descriptor, 65536)
    except OSError:  # how a terminal says so
        return b""


def _take(read: Callable[[], bytes], answer: Answer) -> None:
    """Show progress and sort lines until there are no more."""
    rest, shown = "", False
    while data := read():
        rest += data.decode(errors="replace")
        *lines, rest = rest.split("\n")
        for line in lines:
            answer.take(line.rpartition(CLEAR)[2].rstrip("\r"))
        _, mark, last = rest.rpartition(CLEAR)
        if mark:
            sys.stderr.write(f"\r{last:<79}")
            sys.stderr.flush()
            rest, shown = CLEAR + last, True
    if rest.rpartition(CLEAR)[2]:
        answer.take(rest.rpartition(CLEAR)[2])
    if shown:
        sys.stderr.write(f"\r{'':<79}\r")
        sys.stderr.flush()
