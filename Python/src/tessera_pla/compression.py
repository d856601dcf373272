"""Arrays in, student out."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy.typing as npt

from . import _options, _tool
from .dump import Dump, Head, as_dump
from .student import FILE, Student

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._options import CompressOptions


def compress(
    inputs: npt.ArrayLike | Dump,
    logits: npt.ArrayLike | None = None,
    activations: npt.ArrayLike | None = None,
    head: Head | None = None,
    labels: npt.ArrayLike | None = None,
    groups: npt.ArrayLike | None = None,
    *,
    transfer: Dump | Sequence[Dump] | None = None,
    test: Dump | None = None,
    front_end: str | None = None,
    class_names: Sequence[str] | None = None,
    feature_names: Sequence[str] | None = None,
    task: str | None = None,
    front: bool = True,
    progress: bool | None = None,
    warn: bool = True,
    **options: Unpack[CompressOptions],
) -> Student:
    """Compress what a teacher computed into a student of a few kilobytes.

    Parameters
    ----------
    inputs : array_like of shape (N, ...) or Dump
        Rows of numbers, or a dump that has everything.
    logits : array_like of shape (N, C) or (N,), optional
        The teacher's outputs before the softmax, or probabilities; targets of a regression.
    activations : array_like of shape (N, p), optional
        The inputs of the teacher's last dense layer. Needed where there are no logits.
    head : (array_like of shape (p, C), array_like of shape (C,)), optional
        Weight and bias of that layer.
    labels : array_like of shape (N,), optional
        The true class of each row, for figures.
    groups : array_like of shape (N,), optional
        The patient or recording of each row; folds keep groups together.
    transfer : Dump or sequence of Dump, optional
        Further inputs with the teacher's answers.
    test : Dump, optional
        Rows that the student is measured on at the end.
    front_end : str, optional
        What makes features of windows of counts: "auto", or a name of the library.
    class_names : sequence of C str, optional
    feature_names : sequence of n str, optional
    task : {"classification", "regression"}, optional
        What the teacher learnt.
    front : bool
        Also make the students of the front of bytes and score.
    progress : bool, optional
        Whether progress is shown; by default on a terminal and in a notebook.
    warn : bool
        Whether what the tool objects to becomes a `TesseraWarning`.
    **options
        The options of `tessera compress`: `budget="2KB"`, `k=[1, 2, 4]`, `lambda_=0.1`. Where
        a message says `--folds 3`, write `folds=3`.

    Returns
    -------
    Student

    Raises
    ------
    InvalidDataError
        A ValueError: arrays or options that the tool refuses, with its message.
    KeyboardInterrupt
        When a person interrupts; the tool has ended by then.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.random.default_rng(0).normal(size=(120, 4)).astype(np.float32)
    >>> student = compress(x, logits=x[:, :3], k=2, lambda_=0.1, front=False)
    >>> student.output_count, student.region_count
    (3, 2)
    """
    dump = as_dump(inputs, logits=logits, activations=activations, head=head, labels=labels,
                   groups=groups, class_names=class_names, feature_names=feature_names)
    dump = dataclasses.replace(dump, task=task or dump.task)
    more = [transfer] if isinstance(transfer, Dump) else list(transfer or ())
    arguments = _options.arguments(options)
    arguments += [f"--front-end={front_end}"] if front_end else []
    arguments += [f"--task={dump.task}"] if dump.task else []
    with tempfile.TemporaryDirectory(prefix="tessera-") as place:
        folder = Path(place)
        for number, part in enumerate(more):
            arguments += ["--transfer", str(part.write(folder / f"transfer-{number}"))]
        if test is not None:
            arguments += ["--test", str(test.write(folder / "test"))]
        if front:
            arguments += ["--pareto", str(folder / "front")]
        answer = _tool.run(
            ["compress", str(dump.write(folder / "train")), "--output", str(folder / FILE),
             *arguments], progress, place, warn)
        return _collected(folder, answer)


def _collected(folder: Path, answer: _tool.Answer) -> Student:
    """The student of a run, with those of its front."""
    front = tuple(Student.load(path) for path in sorted((folder / "front").glob("*.tessera")))
    record = (folder / FILE).with_suffix(".json").read_bytes()
    return Student((folder / FILE).read_bytes(), record, front,
                   tuple(answer.notes) + tuple(answer.warnings))
