"""A packed student: a few kilobytes of integers, and what is known of them."""

from __future__ import annotations

import json
import os
import tempfile
import zlib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from . import _frames, _runtime, _tool
from .dump import Dump, as_dump
from .errors import InvalidDataError
from .report import Report

if TYPE_CHECKING:
    import pandas

FILE = "student.tessera"


class Student:
    """A packed student, which answers as a device does, integer for integer.

    Students come from `compress` and from `Student.load`.

    Parameters
    ----------
    packed : bytes
        The file of the student.
    record : bytes, optional
        Its run record, the JSON beside the file.
    front : sequence of Student, optional
        The students of the front of bytes and score.
    notes : sequence of str, optional
        What the tool took for granted.

    Examples
    --------
    >>> import numpy as np, tessera_pla
    >>> x = np.random.default_rng(0).normal(size=(120, 3)).astype(np.float32)
    >>> student = tessera_pla.compress(x, logits=x, k=1, lambda_=0.1, front=False)
    >>> student.predict(x[:4]).shape, student.predict_logits(x[:4]).shape
    ((4,), (4, 3))
    """

    def __init__(self, packed: bytes, record: bytes | None = None,
                 front: tuple[Student, ...] = (), notes: tuple[str, ...] = ()) -> None:
        self.packed = bytes(packed)
        self.notes = tuple(notes)
        self.front_students = tuple(front)
        self._record = None if record is None else zlib.compress(record, 1)
        self._runtime = _runtime.Runtime(self.packed)

    def __getstate__(self) -> dict[str, Any]:
        hidden = ("_runtime", "record")
        return {name: value for name, value in self.__dict__.items() if name not in hidden}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._runtime = _runtime.Runtime(self.packed)

    def __repr__(self) -> str:
        facts = self._runtime.facts
        return (f"Student({len(self.packed):,} bytes, {facts.window_count} inputs, "
                f"{facts.region_count} regions, {facts.output_count} outputs)")

    # What it is

    @cached_property
    def record(self) -> dict[str, Any]:
        """The run record (Docs/Commands.md, The run record); empty without one."""
        found: dict[str, Any] = {}
        if self._record is not None:
            found = json.loads(zlib.decompress(self._record))
        return found

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

    @property
    def class_names(self) -> tuple[str, ...] | None:
        """The names of the classes, where the dump had them."""
        names = self.record.get("class_names")
        return None if names is None else tuple(names)

    @property
    def table(self) -> pandas.DataFrame:
        """Every candidate of the search, a row each, with its cross-validated scores."""
        return _frames.table(self.record)

    @property
    def front(self) -> pandas.DataFrame:
        """The students of the front of bytes and score, a row each, the smallest first.

        `front_students` has the students themselves in the same order.
        """
        return _frames.front([(one.nbytes, one.record) for one in self.front_students],
                             self.nbytes)

    # What it answers

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

    # What the tool says of it

    def evaluate(self, inputs: npt.ArrayLike | Dump, logits: npt.ArrayLike | None = None,
                 labels: npt.ArrayLike | None = None, groups: npt.ArrayLike | None = None,
                 ) -> dict[str, Any]:
        """Measure the student on rows that it has not seen.

        Parameters
        ----------
        inputs : array_like of shape (N, ...) or Dump
            Rows, or a dump with everything.
        logits : array_like of shape (N, C), optional
            What the teacher answers.
        labels : array_like of shape (N,), optional
            The true classes.
        groups : array_like of shape (N,), optional
            The patient of each row.

        Returns
        -------
        dict
            The key `test` of Docs/Commands.md: accuracy, agreement, macro_f1, confusion, ...
        """
        dump = as_dump(inputs, logits=logits, labels=labels, groups=groups)
        found: dict[str, Any] = self._figures("evaluate", dump)["test"]
        return found

    def personalize(self, inputs: npt.ArrayLike | Dump, labels: npt.ArrayLike | None = None,
                    groups: npt.ArrayLike | None = None, logits: npt.ArrayLike | None = None, *,
                    count: int = 10, ask: str = "margin", wrong: float = 0.0, seed: int = 0,
                    ) -> dict[str, Any]:
        """Simulate how a student with `adaptive` learns from a few labels of each group.

        Parameters
        ----------
        inputs : array_like of shape (N, ...) or Dump
            Rows, or a dump with everything.
        labels : array_like of shape (N,), optional
            The true classes.
        groups : array_like of shape (N,), optional
            The patient of each row.
        logits : array_like of shape (N, C), optional
            What the teacher answers.
        count : int
            Labels of each patient.
        ask : {"margin", "random"}
            Which rows a person is asked about.
        wrong : float
            The share of labels that are wrong.
        seed : int
            Fixes every draw.

        Returns
        -------
        dict
            What `personalize --json` writes: `mean` with `before` and `after`, and `groups`.
        """
        dump = as_dump(inputs, logits=logits, labels=labels, groups=groups)
        return self._figures("personalize", dump, f"--labels={count}", f"--ask={ask}",
                             f"--wrong={wrong}", f"--seed={seed}")

    def profile(self, core: str | None = None, clock: str | None = None,
                estimate: bool = False) -> pandas.DataFrame:
        """Return what the student costs on devices.

        Parameters
        ----------
        core : str, optional
            One core only, such as "cortex-m4".
        clock : str, optional
            States milliseconds at this clock: "64MHz".
        estimate : bool
            Estimate even where an emulator could measure.

        Returns
        -------
        DataFrame
            A row for each core: flash and RAM in bytes, and instructions, which are not cycles.
        """
        options = ["--estimate"] if estimate else []
        options += [f"--core={core}"] if core else []
        options += [f"--clock={clock}"] if clock else []
        with tempfile.TemporaryDirectory() as folder:
            path = self._written(Path(folder))
            answer = _tool.run(["profile", str(path), *options, "--json", "-"], hide=folder)
        return _frames.cores(json.loads(answer.output), self.nbytes)

    def report(self, test: Dump | None = None, window: int | None = None) -> Report:
        """Make the page about the student; a notebook shows it.

        Parameters
        ----------
        test : Dump, optional
            Rows to measure the student on. Without it the page has the figures of the record.
        window : int, optional
            The first features are samples of a waveform, and drawn as one.

        Returns
        -------
        Report
            The page, one file of HTML that loads nothing.
        """
        with tempfile.TemporaryDirectory() as folder:
            path = self._written(Path(folder))
            page = Path(folder) / "report.html"
            options = [] if window is None else [f"--window={window}"]
            if test is not None:
                options += ["--test", str(test.write(Path(folder) / "test"))]
            _tool.run(["report", str(path), *options, "--output", str(page)], hide=folder,
                      warn=False)
            return Report(page.read_text(encoding="utf-8"))

    def firmware(self, folder: str | os.PathLike[str], name: str = "model",
                 inputs: npt.ArrayLike | None = None, vectors: int = 32,
                 force: bool = False) -> Path:
        """Write the student as a folder of C source with its runtime and its proof.

        Parameters
        ----------
        folder : path-like
            Where the folder goes; `make test` in it proves the student.
        name : str
            What the student is called in C.
        inputs : array_like of shape (N, ...), optional
            The rows of the proof; random ones without.
        vectors : int
            How many rows prove it, 32 to 4,096.
        force : bool
            Write into a folder that holds other files.

        Returns
        -------
        Path
            The folder.
        """
        with tempfile.TemporaryDirectory() as place:
            path = self._written(Path(place))
            options = [f"--name={name}", f"--vectors={vectors}", *(["--force"] if force else [])]
            if inputs is not None:
                np.save(Path(place) / "proof.npy", np.asarray(inputs))
                options += ["--inputs", str(Path(place) / "proof.npy")]
            _tool.run(["generate", str(path), *options, "--output", os.fspath(folder)],
                      hide=place)
        return Path(folder)

    def _figures(self, verb: str, dump: Dump, *options: str) -> dict[str, Any]:
        """The JSON of a verb that reads a dump."""
        with tempfile.TemporaryDirectory() as folder:
            path = self._written(Path(folder))
            data = str(dump.write(Path(folder) / "data"))
            task = [f"--task={dump.task}"] if dump.task else []
            answer = _tool.run([verb, str(path), data, *task, *options, "--json", "-"],
                               hide=folder)
        found: dict[str, Any] = json.loads(answer.output)
        return found

    # Files

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the student, and its run record beside it.

        Parameters
        ----------
        path : path-like
            Such as student.tessera; the record is then student.json.

        Returns
        -------
        Path
            The file of the student.
        """
        path = Path(path)
        path.write_bytes(self.packed)
        if self._record is not None:
            path.with_suffix(".json").write_bytes(zlib.decompress(self._record))
        return path

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Student:
        """Read a student, and its run record where it lies beside it.

        Parameters
        ----------
        path : path-like
            The file of the student.

        Returns
        -------
        Student

        Raises
        ------
        InvalidDataError
            A ValueError: the file is no student, or damaged.
        """
        path = Path(path)
        beside = path.with_suffix(".json")
        return cls(path.read_bytes(), beside.read_bytes() if beside.exists() else None)

    def _written(self, folder: Path) -> Path:
        """The student in a temporary folder."""
        return self.save(folder / FILE)
