"""The arrays of a teacher, and the folder of .npy that the tool reads."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Head = tuple[npt.ArrayLike, npt.ArrayLike]
ROWS = ("inputs", "logits", "activations", "labels", "groups", "parents")


@dataclass(frozen=True)
class Dump:
    """What a teacher computed, with one row for each of N samples.

    Docs/Dumps.md says what is read and what is refused.

    Parameters
    ----------
    inputs : array_like of shape (N, ...)
        Rows of numbers, or a data frame, whose columns then name the features.
    logits : array_like of shape (N, C) or (N,), optional
        The outputs before the softmax, or probabilities; of a regression the targets.
    activations : array_like of shape (N, p), optional
        The inputs of the last dense layer. Needed where there are no logits.
    head : (array_like of shape (p, C), array_like of shape (C,)), optional
        Weight and bias of the last dense layer.
    labels : array_like of shape (N,), optional
        The true class of each row.
    groups : array_like of shape (N,), optional
        The patient or recording of each row; folds keep groups together.
    parents : array_like of shape (N, 2), optional
        Of a transfer set: the training rows that a row was made from, -1 for none.
    class_names : sequence of C str, optional
    feature_names : sequence of n str, optional
    teacher_parameters, teacher_macs : int, optional
        The size of the teacher and its work for one row.
    task : {"classification", "regression"}, optional
        What the teacher learnt.
    """

    inputs: npt.ArrayLike
    logits: npt.ArrayLike | None = None
    activations: npt.ArrayLike | None = None
    head: Head | None = None
    labels: npt.ArrayLike | None = None
    groups: npt.ArrayLike | None = None
    parents: npt.ArrayLike | None = None
    class_names: Sequence[str] | None = None
    feature_names: Sequence[str] | None = None
    teacher_parameters: int | None = None
    teacher_macs: int | None = None
    task: str | None = None

    def __len__(self) -> int:
        return len(np.asarray(self.inputs))

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Dump:
        """Read a .npz that an exporter wrote.

        Parameters
        ----------
        path : path-like
            The archive.

        Returns
        -------
        Dump
            Its arrays.
        """
        with np.load(path) as stored:
            arrays: dict[str, Any] = {name: stored[name] for name in stored.files}
        return cls.of_arrays(arrays)

    @classmethod
    def of_arrays(cls, arrays: dict[str, Any], task: str | None = None) -> Dump:
        """Make a dump of arrays by the names of Docs/Dumps.md.

        Parameters
        ----------
        arrays : dict of str to ndarray
            Others than those that are known are left out.
        task : str, optional
            What the teacher learnt.

        Returns
        -------
        Dump
        """
        known = {field.name for field in fields(cls)}
        given = {name: value for name, value in arrays.items() if name in known}
        for name in ("teacher_parameters", "teacher_macs"):
            if name in given:
                given[name] = int(given[name])
        for name in ("class_names", "feature_names"):
            if name in given:
                given[name] = [str(word) for word in np.asarray(given[name]).reshape(-1)]
        if "head_weight" in arrays:
            weight = arrays["head_weight"]
            given["head"] = (weight, arrays.get("head_bias", np.zeros(np.shape(weight)[-1])))
        return cls(**given, task=task)

    def write(self, folder: Path) -> Path:
        """Write the arrays as .npy files.

        Parameters
        ----------
        folder : Path
            A folder that is not there yet.

        Returns
        -------
        Path
            The folder.
        """
        folder.mkdir()
        for name in ROWS:
            if (values := getattr(self, name)) is not None:
                np.save(folder / f"{name}.npy", _plain(values), allow_pickle=False)
        if self.head is not None:
            for name, part in zip(("head_weight", "head_bias"), self.head):
                np.save(folder / f"{name}.npy", _plain(part), allow_pickle=False)
        for name in ("teacher_parameters", "teacher_macs"):
            if (number := getattr(self, name)) is not None:
                np.save(folder / f"{name}.npy", np.int64(number))
        for name, words in (("class_names", self.class_names),
                            ("feature_names", self.feature_names or _columns(self.inputs))):
            if words is not None:
                np.save(folder / f"{name}.npy", np.array([str(word) for word in words]))
        return folder


def as_dump(inputs: npt.ArrayLike | Dump, **arrays: Any) -> Dump:
    """Return a dump as it is, or one of arrays.

    Parameters
    ----------
    inputs : array_like of shape (N, ...) or Dump
    **arrays
        The other arrays of a `Dump`; none beside a dump but those that are None.
    """
    given = {name: value for name, value in arrays.items() if value is not None}
    if not isinstance(inputs, Dump):
        return Dump(inputs, **given)
    if given:
        raise TypeError(f"{', '.join(given)} beside a Dump, which has its own")
    return inputs


def _plain(values: npt.ArrayLike) -> Array:
    """An array of numbers or of words; words that are Python objects become strings."""
    array = np.asarray(values)
    if array.dtype.kind == "O":
        words = ["" if value is None else str(value) for value in array.reshape(-1)]
        array = np.array(words, dtype=np.str_).reshape(array.shape)
    return array


def _columns(inputs: Any) -> list[str] | None:
    """The names of the columns of a data frame."""
    columns = list(getattr(inputs, "columns", []))
    return columns if columns and all(isinstance(name, str) for name in columns) else None
