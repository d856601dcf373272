"""What an exporter knows of a network: how to run it, its head and its size.

In shapes, N counts rows, B those of one batch, p activations, C outputs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Calls = dict[Any, Any]  # a layer, and what it took and gave


class ExportError(Exception):
    """The fault of a network or an array, and the remedy."""


def squeezed(rows: Array) -> Array:
    """Rows in their own order, without dimensions of 1."""
    return rows.reshape(len(rows), *[size for size in rows.shape[1:] if size > 1] or [1])


@dataclass(frozen=True)
class Teacher:
    """A network whose last dense layer was found, or that is read without one."""

    run: Any  # rows (B x ...) -> activations (B x p, or None) and outputs (B x C)
    head_name: str
    head_weight: Any  # p x C; None without a head
    head_bias: Any  # C
    parameters: int  # all stored numbers, with the statistics of batch normalisation
    macs: int  # multiply-accumulates for one row
    uncounted: tuple[str, ...] = ()  # layers whose multiply-accumulates are not in `macs`
    time_axis: int = -1  # of one row, for augmentations
    store: Callable[[Any], Any] = squeezed  # rows as the network takes them -> rows as the device gives them
    ending: str | None = None  # the function that gives the outputs, of `outputs.ENDINGS`
    class_names: tuple[str, ...] | None = None  # where the network has them


def head_logits(teacher: Teacher, activations: Array) -> Array:
    """activations @ head_weight + head_bias in double precision."""
    weight = np.asarray(teacher.head_weight, np.float64)
    logits: Array = np.asarray(activations, np.float64) @ weight + teacher.head_bias
    return logits


def output_rows(outputs: Any, count: int) -> Array:
    """The outputs of `count` rows as `count` x C, whichever dimensions of 1 there are."""
    rows: Array = np.asarray(outputs)
    if rows.ndim < 2 and rows.size % count == 0:
        return rows.reshape(count, -1)
    wide = [size for size in rows.shape[1:] if size > 1]
    if rows.ndim < 2 or len(rows) != count or len(wide) > 1:
        shape = " x ".join(map(str, rows.shape))
        raise ExportError(f"the network gives {shape} numbers for {count} rows; needed is one "
                          "answer for each row, N x classes: give a network that ends there, such "
                          "as with the last step or a mean over time")
    return rows.reshape(count, -1)


def chosen_output(outputs: Any, answer: str | int | None) -> Any:
    """One of a network's outputs (a dict by name, or a sequence): the one called `answer`.

    `answer` is a name, or a number from 0; None where there is but one.
    """
    named = dict(outputs) if isinstance(outputs, dict) else dict(enumerate(outputs))
    names = {str(name): name for name in named}
    by_number = dict(zip(map(str, range(len(named))), named))
    if answer is None and len(named) == 1:
        answer = next(iter(names))
    found = names.get(str(answer), by_number.get(str(answer)))
    if found is None:
        raise ExportError(f"the network has {len(named)} outputs ({', '.join(names)}); name the "
                          f"one that answers: --answer {next(iter(names), 0)}")
    return named[found]
