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

from . import _frames, _tool
from .dump import Dump, as_dump
from .packed import PackedStudent
from .report import Report

if TYPE_CHECKING:
    import pandas

FILE = "student.tessera"


class Student(PackedStudent):
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
        super().__init__(packed)
        self.notes = tuple(notes)
        self.front_students = tuple(front)
        self._record = None if record is None else zlib.compress(record, 1)

    # What it is

    @cached_property
    def record(self) -> dict[str, Any]:
        """The run record (Docs/Commands.md, The run record); empty without one."""
        found: dict[str, Any] = {}
        if self._record is not None:
            found = json.loads(zlib.decompress(self._record))
        return found

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

    def report(self, test: Dump | None = None, window: int | None = None,
               disturb: bool = False, rate: float | None = None) -> Report:
        """Make the page about the student; a notebook shows it.

        Parameters
        ----------
        test : Dump, optional
            Rows to measure the student on. Without it the page has the figures of the record.
        window : int, optional
            The first features are samples of a waveform, and drawn as one.
        disturb : bool
            Whether the rows of `test` are also disturbed in every standard way.
        rate : float, optional
            The sampling rate in Hz; above 100 `disturb` also tries the hum of mains of 50 Hz, and
            above 120 that of 60 Hz.

        Returns
        -------
        Report
            The page, one file of HTML that loads nothing.
        """
        with tempfile.TemporaryDirectory() as folder:
            path = self._written(Path(folder))
            page = Path(folder) / "report.html"
            options = [] if window is None else [f"--window={window}"]
            options += ["--disturb"] if disturb else []
            options += [] if rate is None else [f"--rate={rate}"]
            if test is not None:
                options += ["--test", str(test.write(Path(folder) / "test")), *self._task(test)]
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

    def export_onnx(self, path: str | os.PathLike[str], float_student: bool = False) -> Path:
        """Write the student as ONNX operators: exact integers, or the float student.

        Parameters
        ----------
        path : path-like
            Where the graph goes, such as `student.onnx`. Its input `window` has shape (N, w); its
            outputs are `outputs`, `label` and `region`, and of integers `quanta` and `margin`, too.
        float_student : bool
            Write the float student in double precision; otherwise the device's integers.

        Returns
        -------
        Path
            The file.
        """
        with tempfile.TemporaryDirectory() as place:
            student = self._written(Path(place))
            options = ["--float"] if float_student else []
            _tool.run(["export", str(student), "--onnx", os.fspath(path), *options], hide=place)
        return Path(path)

    def _figures(self, verb: str, dump: Dump, *options: str) -> dict[str, Any]:
        """The JSON of a verb that reads a dump."""
        with tempfile.TemporaryDirectory() as folder:
            path = self._written(Path(folder))
            data = str(dump.write(Path(folder) / "data"))
            answer = _tool.run([verb, str(path), data, *self._task(dump), *options, "--json", "-"],
                               hide=folder)
        found: dict[str, Any] = json.loads(answer.output)
        return found

    def _task(self, dump: Dump) -> list[str]:
        """The option that says what the outputs of a dump are."""
        task = dump.task or (None if self._runtime.facts.has_classes else "regression")
        return [f"--task={task}"] if task else []

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
