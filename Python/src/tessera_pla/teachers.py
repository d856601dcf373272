"""Dumps of trained networks, as arrays in memory."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, TypedDict

import numpy as np
import numpy.typing as npt

from .dump import Dump
from .errors import InvalidDataError
from .exporters import dump_writer, exporter_command, row_arrays
from .exporters.teacher import ExportError, Teacher


class RowOptions(TypedDict, total=False):
    """What belongs to the rows of inputs; as the exporters have it."""

    labels: npt.ArrayLike | None
    groups: npt.ArrayLike | None
    class_names: Sequence[str] | None
    feature_names: Sequence[str] | None
    task: str | None
    outputs_are: str | None
    no_label: Any
    batch: int


def from_keras(model: Any, inputs: npt.ArrayLike, labels: npt.ArrayLike | None = None,
               groups: npt.ArrayLike | None = None, *, layer: str | None = None,
               has_head: bool = True, answer: str | int | None = None,
               channels_first: bool = False, augment: str | None = None,
               count: int | None = None, seed: int = 0, **options: Any) -> Dump:
    """Run a Keras model over inputs.

    Parameters
    ----------
    model : keras.Model
        The teacher. Its last Dense layer is the head.
    inputs : array_like of shape (N, ...)
        Rows in the shape that the model takes, or flat.
    labels : array_like of shape (N,), optional
        The true classes.
    groups : array_like of shape (N,), optional
        The patient or recording of each row.
    layer : str, optional
        The name of the last dense layer, where it is not found.
    has_head : bool
        False reads the outputs alone.
    answer : str or int, optional
        The output to read, where there are several.
    channels_first : bool
        Write rows of length x channels as channels x length.
    augment : str, optional
        Make a transfer set of the inputs: "all", or methods such as "mixup,shift".
    count : int, optional
        How many rows to make.
    seed : int
        Fixes what is made.
    **options
        `class_names`, `feature_names`, `task`, `outputs_are`, `no_label`, `batch`.

    Returns
    -------
    Dump
        What `compress` takes.

    Raises
    ------
    InvalidDataError
        A ValueError: a network or an array that cannot be read.
    """
    exporter = _exporter("keras_dump")

    def read(rows: Any) -> Teacher:
        teacher: Teacher = exporter.read_teacher(model, rows, layer, _wants_head(has_head, options),
                                                 answer, channels_first)
        return teacher

    return _dump(read, lambda rows: exporter.prepared(model, rows), inputs, labels, groups,
                 augment, count, seed, options)


def from_torch(model: Any, inputs: npt.ArrayLike, labels: npt.ArrayLike | None = None,
               groups: npt.ArrayLike | None = None, *, layer: str | None = None,
               has_head: bool = True, answer: str | int | None = None,
               augment: str | None = None, count: int | None = None, seed: int = 0,
               **options: Any) -> Dump:
    """Run a PyTorch module over inputs.

    Parameters
    ----------
    model : torch.nn.Module
        The teacher. Its last Linear is the head.
    inputs : array_like of shape (N, ...)
        Rows in the shape that the module takes.
    labels, groups, layer, has_head, answer, augment, count, seed, **options
        As for `from_keras`.

    Returns
    -------
    Dump
        What `compress` takes.
    """
    exporter = _exporter("torch_dump")

    def read(rows: Any) -> Teacher:
        teacher: Teacher = exporter.read_teacher(model, rows, layer, _wants_head(has_head, options),
                                                 answer)
        return teacher

    return _dump(read, _checked, inputs, labels, groups, augment, count, seed, options)


def from_onnx(model: Any, inputs: npt.ArrayLike, labels: npt.ArrayLike | None = None,
              groups: npt.ArrayLike | None = None, *, layer: str | None = None,
              has_head: bool = True, answer: str | int | None = None,
              augment: str | None = None, count: int | None = None, seed: int = 0,
              **options: Any) -> Dump:
    """Run an ONNX model over inputs.

    Parameters
    ----------
    model : onnx.ModelProto or path-like
        The teacher. Its last Gemm or MatMul is the head.
    inputs : array_like of shape (N, ...)
        Rows in the shape that the model takes, or flat.
    labels, groups, layer, has_head, answer, augment, count, seed, **options
        As for `from_keras`.

    Returns
    -------
    Dump
        What `compress` takes.
    """
    exporter = _exporter("onnx_dump")
    try:
        graph = exporter.load_model(str(model)) if isinstance(model, str | Path) else model
    except ExportError as error:
        raise InvalidDataError(str(error), 65) from None

    def read(rows: Any) -> Teacher:
        teacher: Teacher = exporter.read_teacher(graph, rows, layer, _wants_head(has_head, options),
                                                 answer)
        return teacher

    return _dump(read, lambda rows: exporter.prepared(graph, rows), inputs, labels, groups,
                 augment, count, seed, options)


def from_sklearn(model: Any, inputs: npt.ArrayLike, labels: npt.ArrayLike | None = None,
                 groups: npt.ArrayLike | None = None, *, augment: str | None = None,
                 count: int | None = None, seed: int = 0, **options: Any) -> Dump:
    """Run a fitted model of scikit-learn over inputs.

    Parameters
    ----------
    model : fitted estimator
        The teacher. Of a perceptron the last layer is the head. Another classifier is read by
        `predict_proba` or `decision_function`, and a regressor by `predict`.
    inputs : array_like of shape (N, n_features)
        Rows.
    labels, groups, augment, count, seed, **options
        As for `from_keras`.

    Returns
    -------
    Dump
        What `compress` takes.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> X = np.random.default_rng(0).normal(size=(60, 2))
    >>> dump = from_sklearn(LogisticRegression().fit(X, X[:, 0] > 0), X)
    >>> np.shape(dump.logits)
    (60, 2)
    """
    exporter = _exporter("sklearn_dump")
    if hasattr(model, "predict") and not hasattr(model, "classes_"):
        options.setdefault("task", "regression")
    return _dump(lambda rows: exporter.read_teacher(model), _checked, inputs, labels, groups,
                 augment, count, seed, options)


def _exporter(name: str) -> ModuleType:
    """An exporter; an ImportError where its framework is missing."""
    try:
        return importlib.import_module(f".exporters.{name}", __package__)
    except SystemExit as missing:
        raise ImportError(str(missing).removeprefix("error: ")) from None


def _wants_head(has_head: bool, options: dict[str, Any]) -> bool:
    """Whether a head is looked for; numbers of a regression are read without one."""
    return has_head and options.get("task") != "regression"


def _checked(rows: Any) -> Any:
    row_arrays.check_inputs(rows)
    return rows


def _dump(read: Callable[[Any], Teacher], prepare: Callable[[Any], Any], inputs: npt.ArrayLike,
          labels: npt.ArrayLike | None, groups: npt.ArrayLike | None, augment: str | None,
          count: int | None, seed: int, options: dict[str, Any]) -> Dump:
    """The arrays that an exporter writes; by way of a temporary folder, which may be large."""
    unknown = set(options) - set(RowOptions.__annotations__)
    if unknown:
        raise TypeError(f"no option {', '.join(sorted(unknown))}")
    try:
        rows, names = row_arrays.named_rows(inputs)
        rows = prepare(np.asarray(rows))
        given = {"feature_names": names, **options}
        beside = {"labels": labels, "groups": groups}
        beside = {name: np.asarray(value) for name, value in beside.items() if value is not None}
        teacher = read(rows)
        if augment:
            rows, beside = _made(teacher, rows, beside, augment, count, seed, options)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "dump"
            written = dump_writer.write_dump(teacher, rows, path, **{**given, **beside})
            return Dump.of_arrays(_stored(path), _task(written.task))
    except ExportError as error:
        raise InvalidDataError(str(error), 65) from None


def _made(teacher: Teacher, rows: Any, beside: dict[str, Any], augment: str, count: int | None,
          seed: int, options: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The rows of a transfer set, with their parents and task."""
    chosen = exporter_command.augmentation_options(
        augment, count, seed, options.get("batch", 256), options)
    return exporter_command.transfer_set(teacher, rows, beside, chosen,
                                         options.get("class_names"))


def _stored(folder: Path) -> dict[str, Any]:
    """The arrays of a dump's folder."""
    arrays: dict[str, Any] = {path.stem: np.load(path) for path in folder.glob("*.npy")}
    names = folder / "class_names.txt"
    if names.exists():
        arrays["class_names"] = names.read_text(encoding="utf-8").split("\n")[:-1]
    return arrays


def _task(task: str) -> str | None:
    """The task that the tool is told; several labels are numbers to it."""
    return None if task == "classification" else "regression"
