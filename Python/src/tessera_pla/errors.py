"""What goes wrong, with the message of the tool."""

from __future__ import annotations

USAGE, BAD_DATA = 64, 65


class TesseraError(Exception):
    """A run of the tool that failed.

    Parameters
    ----------
    message : str
        What the tool said: what is wrong, and what to do.
    exit_code : int
        Its exit code, as Docs/Commands.md lists them.
    """

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.exit_code = exit_code


class InvalidDataError(TesseraError, ValueError):
    """Arrays or options that cannot be taken."""


class TesseraWarning(UserWarning):
    """What the tool objects to, although it goes on."""


def failure(message: str, exit_code: int) -> TesseraError:
    """The exception for a message and an exit code of the tool."""
    kind = InvalidDataError if exit_code in (USAGE, BAD_DATA) else TesseraError
    return kind(message, exit_code)
