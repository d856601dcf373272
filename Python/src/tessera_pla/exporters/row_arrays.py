"""The arrays beside a teacher's outputs: inputs, labels, groups, parents and names, checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .teacher import Array, ExportError

UNLABELLED = -100  # as PyTorch's losses have it


def check_inputs(inputs: Any) -> None:
    """Rows of numbers, N x something."""
    if inputs.ndim < 2 or inputs.shape[0] == 0 or inputs.dtype.kind not in "fiub":
        raise ExportError(f"inputs are {inputs.dtype} of shape {inputs.shape}; needed are numbers "
                          "with one row for each sample, N x features or N x channels x length")


def named_rows(inputs: Any) -> tuple[Any, list[str] | None]:
    """Rows and names of their features: those of a data frame, or None."""
    if not (hasattr(inputs, "columns") and hasattr(inputs, "to_numpy")):
        return inputs, None
    columns = list(inputs.columns)
    are_names = all(isinstance(column, str) for column in columns)
    return inputs.to_numpy(), (columns if are_names else None)


def check_names(kind: str, names: Sequence[str] | None, count: int, whose: str) -> Array | None:
    """`count` strings, or None."""
    if names is None:
        return None
    words = np.array([str(name) for name in names])
    if len(words) != count:
        raise ExportError(f"{len(words)} {kind} names for {count} {whose}")
    return words


def check_groups(groups: Any, count: int) -> Array:
    """Integers, one for each row; names (of patients) are numbered in sorted order."""
    values = one_for_each_row("groups", groups, count)
    if values.dtype.kind in "iub":
        return values.astype(np.int64)
    numbers: Array = np.unique(plain(values), return_inverse=True)[1].reshape(-1)
    return numbers.astype(np.int64)


def check_parents(parents: Any, count: int) -> Array:
    """Rows of the training dump, N x 1 or N x 2, -1 for none."""
    rows: Array = np.asarray(parents)
    if rows.ndim == 1:
        rows = rows[:, None]
    if rows.shape not in ((count, 1), (count, 2)) or rows.dtype.kind not in "iu":
        raise ExportError(f"parents are {rows.dtype} of shape {rows.shape}; needed are "
                          f"integers, {count:,} x 1 or {count:,} x 2")
    return rows.astype(np.int32)


def one_for_each_row(name: str, values: Any, count: int) -> Array:
    array: Array = np.asarray(values)
    if array.ndim == 2 and 1 in array.shape:
        array = array.reshape(-1)
    if array.shape != (count,):
        raise ExportError(f"{name} have the shape {array.shape}, and there are {count:,} rows of "
                          "inputs")
    return array


def plain(values: Any) -> Array:
    """Booleans as 0 and 1; bytes, objects and other words as strings; words of integers as them."""
    array: Array = np.asarray(values)
    if array.dtype.kind == "S":
        array = np.char.decode(array, "utf-8")
    elif array.dtype.kind not in "biuf":
        array = np.array([str(value) for value in array.reshape(-1)]).reshape(array.shape)
    if array.dtype.kind == "b":
        return array.astype(np.int64)
    if array.dtype.kind == "U":
        try:
            return array.astype(np.int64)
        except ValueError:
            return np.char.strip(array)
    return array


def are_of_two_classes(labels: Any) -> bool:
    """Whether labels can only be those of two classes: 0 and 1, -1 and 1, or two words."""
    values = plain(labels)
    if values.ndim == 2 and values.shape[1] == 2:
        return values.dtype.kind != "U" and bool((np.sort(values, axis=1) == [0, 1]).all())
    different = np.unique(values)
    if values.dtype.kind == "U":
        return len(different[different != ""]) == 2
    found = set(different[np.isfinite(different) & (different != UNLABELLED)].tolist())
    return found <= {0, 1} or found == {-1, 1}


def check_labels(labels: Any, count: int, classes: int, names: Sequence[str] | None = None,
                 is_two: bool = False, no_label: Any = None
                ) -> tuple[Array, Sequence[str] | None, tuple[str, ...]]:
    """Classes 0 ... classes - 1 or UNLABELLED, one for each row; names of words; notes.

    `names` are those of the classes, by which labels that are no classes are found. `is_two` says
    that one output decides, so that -1 and 1 are the classes 0 and 1. `no_label` is the value of
    rows without a label, beside UNLABELLED, NaN and -1.
    """
    values, said = indices_of_ones(plain(labels), count, classes)
    values = one_for_each_row("labels", values, count)
    missing = np.array([word(value) in ("", str(no_label)) for value in values.tolist()])
    if values.dtype.kind != "U":
        missing |= ~np.isfinite(values) | (values == UNLABELLED)
    if names is not None and are_named(values[~missing], names):
        values = by_name(values, missing, names)
    elif values.dtype.kind == "U":
        names = words_in_order(values[~missing], classes)
        order = ", ".join(f"{number} is {word}" for number, word in enumerate(names))
        said.append(f"labels are words: class {order}")
        values = by_name(values, missing, names)
    else:
        values, missing = whole_numbers(values, missing, classes, is_two, said)
    check_range(values[~missing], classes)
    if missing.any():
        said.append(f"{missing.sum():,} rows without a label have {UNLABELLED}")
    return np.where(missing, UNLABELLED, values).astype(np.int32), names, tuple(said)


def indices_of_ones(values: Array, count: int, classes: int) -> tuple[Array, list[str]]:
    """The column of the one 1 in each row, where labels are such rows."""
    if values.ndim != 2 or 1 in values.shape:
        return values, []
    is_one_hot = values.dtype.kind != "U" and np.isin(values, (0, 1)).all()
    if is_one_hot and values.shape == (count, classes) and (values.sum(axis=1) == 1).all():
        return values.argmax(axis=1), ["labels are one-hot rows: the column of the 1 is the class"]
    raise ExportError(f"labels have the shape {values.shape} and not one 1 in each row of "
                      f"{classes}: where several labels hold for a row, or labels are targets, "
                      "leave out --labels")


def are_named(values: Array, names: Sequence[str]) -> bool:
    """Whether labels are names: words, or integers where the names are other integers."""
    if values.dtype.kind == "U":
        return True
    names = [str(name) for name in names]
    if names == [str(number) for number in range(len(names))] or not len(values):
        return False
    return all(word(value) in names for value in np.unique(values).tolist())


def word(value: Any) -> str:
    """A label as a name; whole numbers without a point."""
    is_whole = isinstance(value, float) and value.is_integer()
    return str(int(value) if is_whole else value)


def by_name(values: Array, missing: Array, names: Sequence[str]) -> Array:
    """The places of labels among the names."""
    places = {str(name): place for place, name in enumerate(names)}
    unknown = sorted({word(value) for value in values[~missing].tolist()} - set(places))
    if unknown:
        raise ExportError(f"labels hold {', '.join(unknown[:3])}, and the classes are "
                          f"{', '.join(places)}; --class-names gives all of them in the "
                          "network's order")
    return np.array([places.get(word(value), UNLABELLED) for value in values.tolist()], np.int64)


def words_in_order(values: Array, classes: int) -> list[str]:
    """The words in sorted order, as scikit-learn numbers them; one for each class."""
    words: list[str] = np.unique(values).tolist()
    if len(words) != classes:
        raise ExportError(f"labels are {len(words)} words ({', '.join(words[:5])}) for {classes} "
                          "classes: give the names of all in the network's order with "
                          "--class-names")
    return words


def whole_numbers(values: Array, missing: Array, classes: int, is_two: bool, said: list[str]
                 ) -> tuple[Array, Array]:
    """Integers for labels, and which of them are missing."""
    if values.dtype.kind == "f" and not np.array_equal(values[~missing], np.rint(values[~missing])):
        raise ExportError(f"labels are {values.dtype}; needed are integers 0 ... {classes - 1}. "
                          "Where they are targets, give --task regression")
    values = np.where(missing, UNLABELLED, values).astype(np.int64)
    found = set(np.unique(values[~missing]).tolist())
    if found == {-1, 1} and is_two:
        said.append("labels -1 and 1 became 0 and 1")
        return np.where(missing, UNLABELLED, (values + 1) // 2), missing
    if found == {-1, 1} and classes == 2:
        raise ExportError("labels are -1 and 1: give --class-names=-1,1 where these are the two "
                          "classes, or --no-label -1 where -1 is none")
    return values, missing | (values == -1)


def check_range(values: Array, classes: int) -> None:
    """Classes 0 ... classes - 1."""
    if not len(values) or (values.min() >= 0 and values.max() < classes):
        return
    outside = np.unique(values[(values < 0) | (values >= classes)]).tolist()
    remedy = f"--no-label {outside[0]} is for rows without a label" if len(outside) == 1 else ""
    if values.min() == 1 and values.max() == classes:
        remedy = "renumber them with labels - 1"
    raise ExportError(f"labels are {values.min()} ... {values.max()}, and the network has "
                      f"{classes} classes: 0 ... {classes - 1}{remedy and '; ' + remedy}")
