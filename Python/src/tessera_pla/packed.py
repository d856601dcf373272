"""A packed student, which answers as a device does."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from . import _runtime
from .errors import InvalidDataError


class PackedStudent:
    """The integers of a packed student, run by the C99 runtime in this process.

    Parameters
    ----------
    packed : bytes
        The file of the student.
    """

    def __init__(self, packed: bytes) -> None:
        self.packed = bytes(packed)
        self._runtime = _runtime.Runtime(self.packed)

    def __getstate__(self) -> dict[str, Any]:
        hidden = ("_runtime", "record")
        return {name: value for name, value in self.__dict__.items() if name not in hidden}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._runtime = _runtime.Runtime(self.packed)

    def __repr__(self) -> str:
        facts = self._runtime.facts
        return (f"{type(self).__name__}({len(self.packed):,} bytes, {facts.window_count} inputs, "
                f"{facts.region_count} regions, {facts.output_count} outputs)")

    @property
    def nbytes(self) -> int:
        """The bytes of the packed file."""
        return len(self.packed)

    @property
    def window_count(self) -> int:
        """The numbers of one row of inputs."""
        return self._runtime.facts.window_count

    @property
    def output_count(self) -> int:
        """The outputs C."""
        return self._runtime.facts.output_count

    @property
    def region_count(self) -> int:
        """The regions k."""
        return self._runtime.facts.region_count

    @property
    def output_scale(self) -> float:
        """Real units for each integer of an output."""
        return self._runtime.facts.output_scale

    def predict(self, inputs: npt.ArrayLike, counts: bool = False) -> npt.NDArray[Any]:
        """Return the class of each row, or the numbers of a regression.

        Parameters
        ----------
        inputs : array_like of shape (N, ...)
            Rows of `window_count` finite numbers in the units of the dump.
        counts : bool
            Whether rows are int16 counts of a converter, as a device takes them.

        Returns
        -------
        ndarray of int32 of shape (N,)
            0 ... C - 1. For a regression float32 of shape (N, C), or (N,) with one target.

        Raises
        ------
        InvalidDataError
            A ValueError: rows of another width, NaN, infinity, or no numbers.
        """
        if self._runtime.facts.has_classes:
            return self._answers(inputs, counts, "labels")
        values = self.predict_logits(inputs, counts)
        return values[:, 0] if self.output_count == 1 else values

    def predict_logits(self, inputs: npt.ArrayLike, counts: bool = False
                       ) -> npt.NDArray[np.float32]:
        """Return the outputs of each row, in real units.

        Parameters
        ----------
        inputs : array_like of shape (N, ...)
            As for `predict`.
        counts : bool
            As for `predict`.

        Returns
        -------
        ndarray of float32 of shape (N, C)
            What `tessera predict` writes, bit for bit.
        """
        integers = self._answers(inputs, counts, "logits")
        return (integers * np.float64(self.output_scale)).astype(np.float32)

    def predict_integers(self, inputs: npt.ArrayLike, counts: bool = False
                         ) -> npt.NDArray[np.int32]:
        """Return the outputs of each row as the device has them.

        Parameters
        ----------
        inputs : array_like of shape (N, ...)
            As for `predict`.
        counts : bool
            As for `predict`.

        Returns
        -------
        ndarray of int32 of shape (N, C)
            Each is worth `output_scale`.
        """
        return self._answers(inputs, counts, "logits")

    def regions(self, inputs: npt.ArrayLike, counts: bool = False) -> npt.NDArray[np.int32]:
        """Return the region that answers each row.

        Parameters
        ----------
        inputs : array_like of shape (N, ...)
            As for `predict`.
        counts : bool
            As for `predict`.

        Returns
        -------
        ndarray of int32 of shape (N,)
            0 ... k - 1.
        """
        return self._answers(inputs, counts, "regions")

    def verdicts(self, inputs: npt.ArrayLike, counts: bool = False) -> npt.NDArray[np.int32]:
        """Return what the student says of its own answers.

        Parameters
        ----------
        inputs : array_like of shape (N, ...)
            As for `predict`.
        counts : bool
            As for `predict`.

        Returns
        -------
        ndarray of int32 of shape (N,)
            0 sure, 1 doubtful, 2 foreign; all are sure without `coverage` and `foreign`.
        """
        return self._answers(inputs, counts, "verdicts")

    def _answers(self, inputs: npt.ArrayLike, counts: bool, wanted: str) -> _runtime.Integers:
        """The answers of the runtime, after the checks that the tool makes, too."""
        rows = np.asarray(inputs)
        facts = self._runtime.facts
        if rows.dtype.kind not in "fiub":
            raise InvalidDataError(f"inputs are {rows.dtype}, and needed are numbers", 65)
        width = int(np.prod(rows.shape[1:])) if rows.ndim > 1 else 0
        if width != facts.window_count:
            raise InvalidDataError(
                f"inputs have the shape {rows.shape}, and the student takes rows of "
                f"{facts.window_count} numbers: (N, {facts.window_count})", 65)
        kind, dtype = self._kind(rows, counts)
        with np.errstate(over="ignore"):
            values = np.ascontiguousarray(rows, dtype)
        return self._runtime.run(values, kind, wanted)

    def _kind(self, rows: npt.NDArray[Any], counts: bool) -> tuple[int, type[np.generic]]:
        """How rows go into the runtime; an error where the student does not take them."""
        facts = self._runtime.facts
        if not counts and facts.takes_floats:
            return _runtime.F32, np.float32
        if not (facts.takes_counts if counts else facts.takes_integers):
            raise InvalidDataError("the student takes no counts" if counts else
                                   "the student takes counts only: counts=True", 65)
        kind, dtype = (_runtime.I16, np.int16) if counts else (_runtime.I32, np.int32)
        limits = np.iinfo(dtype)
        with np.errstate(invalid="ignore"):
            fits = (rows >= limits.min) & (rows <= limits.max) & (rows == np.rint(rows))
        if not fits.all():
            raise InvalidDataError(f"needed are whole numbers that {dtype.__name__} holds", 65)
        return kind, dtype
