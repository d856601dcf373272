"""Runs a teacher over inputs and writes Tessera's activation dump, block by block.

The exporters share this: each one only finds the head of a network and says how to run it
(`Teacher`). In shapes below, N counts rows, p activations, C classes.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

NPZ_LIMIT = 2 << 30  # bytes; beyond, a directory of shards is written without holding it
TOLERANCE = 1e-3  # of the outputs' range, as `tessera` has it


class ExportError(Exception):
    """The fault of a network or an array, and the remedy."""


def squeezed(rows):
    """Rows in their own order, without dimensions of 1."""
    return rows.reshape(len(rows), *[size for size in rows.shape[1:] if size > 1] or [1])


@dataclass(frozen=True)
class Teacher:
    """A network whose last dense layer was found."""

    run: Callable  # rows (B x ...) -> activations (B x p, or None) and outputs (B x C)
    head_name: str
    head_weight: np.ndarray | None  # p x C
    head_bias: np.ndarray | None  # C
    parameters: int  # all stored numbers, with the statistics of batch normalisation
    macs: int  # multiply-accumulates for one row
    uncounted: tuple[str, ...] = ()  # layers whose multiply-accumulates are not in `macs`
    time_axis: int = -1  # of one row, for augmentations
    store: Callable = squeezed  # rows as the network takes them -> rows as the device gives them


# Layers that may follow the head, as functions of its logits.
def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


ENDINGS = {
    "none": lambda logits: logits,
    "softmax": softmax,
    "sigmoid": lambda logits: 0.5 * (1 + np.tanh(0.5 * logits)),
    "log-softmax": lambda logits: np.log(np.maximum(softmax(logits), 1e-300)),
}


def head_logits(teacher, activations):
    """activations @ head_weight + head_bias in double precision."""
    weight = np.asarray(teacher.head_weight, np.float64)
    return np.asarray(activations, np.float64) @ weight + teacher.head_bias


def difference(teacher, ending, activations, outputs):
    """The largest difference of outputs from the head's, as a share of their range."""
    expected = ENDINGS[ending](head_logits(teacher, activations))
    if expected.shape != outputs.shape:
        return np.inf
    return float(np.abs(expected - outputs).max() / max(1, np.abs(expected).max()))


def find_ending(teacher, rows):
    """The layer after the head: a name in ENDINGS, tried on `rows`."""
    activations, outputs = teacher.run(rows)
    width, classes = teacher.head_weight.shape
    if activations.ndim != 2 or activations.shape[1] != width:
        shape = " x ".join(map(str, activations.shape[1:]))
        raise ExportError(f"{teacher.head_name} takes {shape} activations for each row and not "
                          "one vector: put a pooling or a flattening before it, or dump the "
                          "outputs alone with --no-head")
    differences = {name: difference(teacher, name, activations, outputs) for name in ENDINGS}
    ending = min(differences, key=differences.get)
    if not differences[ending] <= TOLERANCE:
        raise ExportError(f"the network's outputs ({outputs.shape[1]} for each row) are not those "
                          f"of {teacher.head_name} ({classes}), nor their softmax or sigmoid: name "
                          "the last dense layer with --layer, or dump the outputs alone with "
                          "--no-head")
    return ending


def as_logits(outputs):
    """The outputs of a network without a head; logarithms where they are probabilities."""
    sums = outputs.sum(axis=1)
    if outputs.shape[1] > 1 and outputs.min() >= 0 and np.allclose(sums, 1, atol=1e-3):
        return np.log(np.maximum(outputs, 1e-7))
    return outputs


def check_inputs(inputs):
    """Rows of numbers, N x something."""
    if inputs.ndim < 2 or inputs.shape[0] == 0 or inputs.dtype.kind not in "fiub":
        raise ExportError(f"inputs are {inputs.dtype} of shape {inputs.shape}; needed are numbers "
                          "with one row for each sample, N x features or N x channels x length")


def check_labels(labels, count, classes):
    """Integers 0 ... classes - 1, one for each row."""
    labels = one_for_each_row("labels", labels, count)
    if labels.dtype.kind == "f" and np.array_equal(labels, np.rint(labels)):
        labels = labels.astype(np.int64)
    if labels.dtype.kind not in "iub":
        raise ExportError(f"labels are {labels.dtype}; needed are integers 0 ... {classes - 1}")
    if labels.min() < 0 or labels.max() >= classes:
        raise ExportError(f"labels are {labels.min()} ... {labels.max()}, and the network has "
                          f"{classes} classes: 0 ... {classes - 1}")
    return labels.astype(np.int32)


def check_groups(groups, count):
    """Integers, one for each row; names (of patients) are numbered in sorted order."""
    groups = one_for_each_row("groups", groups, count)
    if groups.dtype.kind in "iub":
        return groups.astype(np.int64)
    return np.unique(groups, return_inverse=True)[1].reshape(-1).astype(np.int64)


def check_parents(parents, count):
    """Rows of the training dump, N x 1 or N x 2, -1 for none."""
    parents = np.asarray(parents)
    if parents.ndim == 1:
        parents = parents[:, None]
    if parents.shape not in ((count, 1), (count, 2)) or parents.dtype.kind not in "iu":
        raise ExportError(f"parents are {parents.dtype} of shape {parents.shape}; needed are "
                          f"integers, {count:,} x 1 or {count:,} x 2")
    return parents.astype(np.int32)


def one_for_each_row(name, values, count):
    values = np.asarray(values)
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim == 2 and name == "labels":
        raise ExportError("labels are one-hot rows; give integers: labels.argmax(axis=1)")
    if values.shape != (count,):
        raise ExportError(f"{name} have the shape {values.shape}, and there are {count:,} rows of "
                          "inputs")
    return values


def two_classes(logits, weight, bias):
    """One logit z of a sigmoid as the logits 0 and z of a softmax; the same probabilities."""
    both = np.concatenate([np.zeros_like(logits), logits], axis=1)
    if weight is None:
        return both, None, None
    return (both, np.concatenate([np.zeros_like(weight), weight], axis=1),
            np.concatenate([np.zeros_like(bias), bias]))


class NpzSink:
    """Collects the parts of arrays and writes one .npz under a temporary name first."""

    def __init__(self, path, force):
        self.path, self.parts, self.bytes = path, {}, 0
        path.parent.mkdir(parents=True, exist_ok=True)

    def append(self, name, block):
        self.bytes += block.nbytes
        if self.bytes > NPZ_LIMIT:
            raise ExportError(f"{self.path} would have more than 2 GB; write a directory of "
                              "shards: an --output without .npz")
        self.parts.setdefault(name, []).append(block)

    def finish(self, constants):
        arrays = {name: np.concatenate(parts) for name, parts in self.parts.items()}
        partial = self.path.with_name(self.path.name + ".partial.npz")
        np.savez(partial, **arrays, **constants)
        os.replace(partial, self.path)

    def abandon(self):
        self.parts = {}


class DirectorySink:
    """Writes arrays as .npy shards of `shard_rows` rows; one block of rows is in memory."""

    def __init__(self, path, force, count, shard_rows):
        if path.exists() and (not path.is_dir() or any(path.iterdir())) and not force:
            raise ExportError(f"{path} is there already; --force replaces it")
        if path.is_dir() and not all(is_of_dump(file) for file in path.iterdir()):
            raise ExportError(f"{path} holds other files than arrays and is left alone")
        self.path, self.count, self.shard_rows = path, count, shard_rows
        self.shards, self.rows = {}, {}
        self.partial = path.with_name(path.name + ".partial")
        shutil.rmtree(self.partial, ignore_errors=True)
        self.partial.mkdir(parents=True)

    def append(self, name, block):
        while len(block):
            start = self.rows.get(name, 0)
            number, offset = divmod(start, self.shard_rows)
            if offset == 0:
                self.shards[name] = self.shard(name, number, block)
            part = block[:self.shard_rows - offset]
            self.shards[name][offset:offset + len(part)] = part
            self.rows[name] = start + len(part)
            block = block[len(part):]

    def shard(self, name, number, block):
        """A new file for the rows of shard `number`, filled from the front."""
        total = -(-self.count // self.shard_rows)
        stem = name if total == 1 else f"{name}-{number:05}-of-{total:05}"
        rows = min(self.shard_rows, self.count - number * self.shard_rows)
        return np.lib.format.open_memmap(self.partial / f"{stem}.npy", mode="w+",
                                         dtype=block.dtype, shape=(rows, *block.shape[1:]))

    def finish(self, constants):
        self.shards = {}  # flushes
        for name, value in constants.items():
            if name == "class_names":
                text = "".join(f"{class_name}\n" for class_name in value)
                (self.partial / "class_names.txt").write_text(text, encoding="utf-8")
            else:
                np.save(self.partial / f"{name}.npy", value)
        if self.path.exists():
            shutil.rmtree(self.path)
        self.partial.rename(self.path)

    def abandon(self):
        self.shards = {}
        shutil.rmtree(self.partial, ignore_errors=True)


def is_of_dump(file):
    return file.suffix == ".npy" or file.name == "class_names.txt"


@dataclass(frozen=True)
class Written:
    """The facts about a dump: its size and how well the head explains the network."""

    path: Path
    rows: int
    classes: int
    ending: str | None  # the layer after the head; None without a head
    difference: float  # of the network's outputs from the head's, relative to their range


def write_dump(teacher, inputs, output, *, labels=None, groups=None, parents=None,
               class_names=None, batch=256, shard_rows=65536, force=False):
    """Runs `teacher` over `inputs` (N x ..., an array or an object that slices like one).

    Writes one .npz if `output` ends so, else a directory of .npy shards. Rows are flattened in
    the order in which the network takes them; dimensions of 1 vanish. Labels (N), groups (N) and
    parents (N x 1 or N x 2) are checked and written beside the rows, the teacher's size as well;
    its multiply-accumulates not where some layers are uncounted.
    """
    output, count = Path(output), len(inputs)
    ending = find_ending(teacher, np.asarray(inputs[:2])) if teacher.head_name else None
    classes, two = class_count(teacher, inputs, ending, labels, class_names)
    rows = {}
    if labels is not None:
        rows["labels"] = check_labels(labels, count, classes)
    if groups is not None:
        rows["groups"] = check_groups(groups, count)
    if parents is not None:
        rows["parents"] = check_parents(parents, count)
    names = check_class_names(class_names, classes)
    is_npz = output.suffix == ".npz"
    sink = NpzSink(output, force) if is_npz else DirectorySink(output, force, count, shard_rows)
    try:
        worst = 0.0
        for start in range(0, count, batch):
            block = np.asarray(inputs[start:start + batch])
            arrays, apart = answer(teacher, block, start, ending, two)
            worst = max(worst, apart)
            for name, values in arrays.items():
                sink.append(name, values)
        for name, values in rows.items():
            sink.append(name, values)
        sink.finish(constants(teacher, two, names))
    except BaseException:
        sink.abandon()
        raise
    return Written(output, count, classes, ending, worst)


def class_count(teacher, inputs, ending, labels, class_names):
    """The number of classes, and whether they are two that share one logit."""
    outputs = teacher.run(np.asarray(inputs[:1]))[1].shape[1]
    named = len(class_names) if class_names is not None else 0
    two = outputs == 1 and (ending == "sigmoid" or labels is not None or named == 2)
    return (2 if two else outputs), two


def check_class_names(class_names, classes):
    if class_names is None:
        return None
    names = np.array([str(name) for name in class_names])
    if len(names) != classes:
        raise ExportError(f"{len(names)} class names for {classes} classes")
    return names


def answer(teacher, block, start, ending, two):
    """The arrays of one block of rows, and how far the head is from the network's outputs."""
    finite = np.isfinite(block).reshape(len(block), -1).all(axis=1)
    if not finite.all():
        raise ExportError(f"row {start + int(finite.argmin())} of inputs is not finite")
    activations, outputs = teacher.run(block)
    inputs = teacher.store(block)
    inputs = inputs if inputs.dtype == np.float16 else inputs.astype(np.float32)
    if ending is None:
        logits, apart = as_logits(outputs), 0.0
    else:
        apart = difference(teacher, ending, activations, outputs)
        if not apart <= TOLERANCE:
            raise ExportError(f"from row {start}: the network's outputs are not those of its head")
        logits = outputs if ending == "none" else head_logits(teacher, activations)
    if two:
        logits = two_classes(logits, None, None)[0]
    arrays = {"inputs": inputs, "logits": logits.astype(np.float32)}
    if ending is not None:
        arrays["activations"] = activations.astype(np.float32)
    return arrays, apart


def constants(teacher, two, class_names):
    """The arrays that have no rows."""
    arrays = {"teacher_parameters": np.int64(teacher.parameters)}
    if not teacher.uncounted:
        arrays["teacher_macs"] = np.int64(teacher.macs)
    if teacher.head_weight is not None:
        weight, bias = np.asarray(teacher.head_weight), np.asarray(teacher.head_bias)
        if two:
            weight, bias = two_classes(np.zeros((1, 1)), weight, bias)[1:]
        arrays |= {"head_weight": weight.astype(np.float32), "head_bias": bias.astype(np.float32)}
    return arrays if class_names is None else arrays | {"class_names": class_names}
