"""The page about a student."""

from __future__ import annotations

import html
import os
from pathlib import Path


class Report:
    """A page of HTML that loads nothing; the last value of a notebook's cell is shown.

    Parameters
    ----------
    page : str
        The document.
    height : int
        Pixels that it takes in a notebook.
    """

    def __init__(self, page: str, height: int = 600) -> None:
        self.page = page
        self.height = height

    def __repr__(self) -> str:
        return f"Report({len(self.page):,} characters)"

    def _repr_html_(self) -> str:
        """Return the page in a frame, so that its styles stay inside."""
        return (f'<iframe srcdoc="{html.escape(self.page)}" title="report" sandbox="" '
                f'style="width:100%;height:{self.height}px;border:0"></iframe>')

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page.

        Parameters
        ----------
        path : path-like
            Such as report.html.

        Returns
        -------
        Path
            The file.
        """
        Path(path).write_text(self.page, encoding="utf-8")
        return Path(path)
