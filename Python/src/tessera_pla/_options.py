"""The options of `tessera compress` as keywords."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

Numbers = float | str | Sequence[float]


class CompressOptions(TypedDict, total=False):
    """The options of `tessera compress`, as Docs/Commands.md explains them.

    Words have underscores in place of hyphens. A word of Python has one at its end.
    """

    search: str
    k: Numbers
    lambda_: Numbers
    folds: int
    hold_out_groups: bool  # False is --no-groups
    head_kind: str  # --head
    form: str | Sequence[str]
    finalists: int
    label_share: float | str
    balance: float
    score: str
    rule: str
    shrink: str
    restarts: int
    repeats: int
    seed: int
    budget: int | str
    threads: int
    stability: int
    operating_point: str
    positive: str | int
    max_drop: float | str
    keep_inputs: float | str
    force: bool
    adaptive: bool
    calibration: str | float
    input_bits: str  # --inputs
    standardize: int
    counts_per_unit: Numbers
    count_zero: int
    instructions: str
    rate: float
    hop: int
    beats: str | Sequence[int]
    coverage: float | str
    foreign: float | str
    withstand: str
    window: int
    changed_folds: bool
    copies: int
    head_layout: str
    logits_are: str
    no_label: str | int
    label_values: Sequence[Any]
    memory: str


RENAMED = {"head_kind": "head", "input_bits": "inputs"}
REPEATABLE = ("form",)
KNOWN = tuple(CompressOptions.__annotations__)


def arguments(options: Mapping[str, Any]) -> list[str]:
    """Return the options of a command line.

    Parameters
    ----------
    options : mapping of str to value
        True is an option without a value, None and False leave it out. A sequence is a list
        with commas, or the same option several times where that is repeatable.

    Returns
    -------
    list of str

    Raises
    ------
    TypeError
        For a keyword that is no option.

    Examples
    --------
    >>> arguments({"k": [1, 2], "lambda_": 0.5, "force": True, "form": ["regional", "corrected"]})
    ['--k=1,2', '--lambda=0.5', '--force', '--form=regional', '--form=corrected']
    """
    made: list[str] = []
    for name, value in options.items():
        if name not in KNOWN:
            raise TypeError(f"no option {name}; there are {', '.join(KNOWN)}")
        if name == "hold_out_groups":
            made += [] if value is None or value else ["--no-groups"]
            continue
        option = "--" + RENAMED.get(name, name.rstrip("_")).replace("_", "-")
        if value is True:
            made.append(option)
        elif value is not None and value is not False:
            made += [f"{option}={text}" for text in _texts(name, value)]
    return made


def _texts(name: str, value: Any) -> list[str]:
    """The values of one option."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        return [str(value)]
    words = [str(part) for part in value]
    return words if name in REPEATABLE else [",".join(words)]
