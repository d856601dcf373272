"""Figures of the tool as data frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas

NAMES = ("form", "k", "components", "lambda", "correction_lambda", "distilled", "balance",
         "bytes", "macs")


def table(record: dict[str, Any]) -> pandas.DataFrame:
    """Return the candidates of a run record, a row each, with mean scores over the folds."""
    rows = []
    for candidate in record.get("table", {}).get("candidates", []):
        row = {name: candidate.get(name) for name in NAMES}
        row |= {name: float(np.mean(values)) for name, values in candidate["scores"].items()}
        rows.append(row)
    return pandas.DataFrame(rows).dropna(axis="columns", how="all")


def front(students: Sequence[tuple[int, dict[str, Any]]], chosen: int) -> pandas.DataFrame:
    """Return the points of the front, a row each.

    Parameters
    ----------
    students : sequence of (bytes, run record)
        The smallest first.
    chosen : int
        The bytes of the student that the rule chose.
    """
    rows = []
    for size, record in students:
        selection, test = record["selection"], record.get("test", {})
        row: dict[str, Any] = {"bytes": size, "macs": record["student"]["macs"]}
        row |= {name: selection.get(name) for name in ("form", "k", "components", "distilled",
                                                       "agreement", "accuracy", "mse")}
        row |= {f"test_{name}": test.get(name)
                for name in ("agreement", "accuracy", "macro_f1", "rmse", "r2")}
        rows.append(row | {"chosen": size == chosen})
    return pandas.DataFrame(rows).dropna(axis="columns", how="all")


def cores(profile: dict[str, Any], size: int) -> pandas.DataFrame:
    """Return the cores of a profile, a row each; bytes and instructions."""
    rows = []
    for core in profile["cores"]:
        row: dict[str, Any] = {"core": core["core"], "method": core["method"], "student": size}
        row |= {f"runtime_{name}": value for name, value in core["runtime"].items()}
        row |= {f"ram_{name}": value for name, value in core["memory"].items()}
        row |= {name: core[name] for name in ("instructions", "milliseconds") if name in core}
        rows.append(row)
    return pandas.DataFrame(rows).set_index("core")
