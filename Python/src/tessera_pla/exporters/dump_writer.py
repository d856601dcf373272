"""Runs a teacher over inputs and writes Tessera's activation dump, block by block.

The exporters share this: each one only finds the head of a network and says how to run it
(`Teacher`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from .dump_files import DirectorySink, NpzSink
from .outputs import TOLERANCE, Outputs, read_outputs, two_classes
from .row_arrays import (are_of_two_classes, check_groups, check_labels, check_names,
                        check_parents)
from .teacher import Array, ExportError, Teacher

PROBED = 64  # rows, by which the outputs are recognised


@dataclass(frozen=True)
class Written:
    """The facts about a dump: its size and how well the head explains the network."""

    path: Path
    rows: int
    task: str  # one of outputs.TASKS
    classes: int  # or the targets of a regression
    ending: str | None  # the layer after the head; None without a head
    difference: float  # of the network's outputs from the head's, relative to their range
    notes: tuple[str, ...] = ()  # what was taken for granted, a line each


def write_dump(teacher: Teacher, inputs: Any, output: str | os.PathLike[str], *,
               labels: Any = None, groups: Any = None, parents: Any = None,
               class_names: Sequence[str] | None = None,
               feature_names: Sequence[str] | None = None, task: str | None = None,
               outputs_are: str | None = None, no_label: Any = None, batch: int = 256,
               shard_rows: int = 65536, force: bool = False) -> Written:
    """Runs `teacher` over `inputs` (N x ..., an array or an object that slices like one).

    Writes one .npz if `output` ends so, else a directory of .npy shards. Rows are flattened in
    the order in which the network takes them; dimensions of 1 vanish. Labels (N), groups (N) and
    parents (N x 1 or N x 2) are checked and written beside the rows, the teacher's size as well;
    its multiply-accumulates not where some layers are uncounted. `task` and `outputs_are` are for
    outputs that could be several things (`read_outputs`).
    """
    output, count = Path(output), len(inputs)
    names = class_names if class_names is not None else teacher.class_names
    outputs = recognised(teacher, inputs, task, outputs_are, labels, names)
    has_classes = outputs.task == "classification"
    rows: dict[str, Array] = {}
    notes = list(outputs.notes)
    if has_classes and names is not None:
        checked = check_names("class", names, outputs.classes, "classes")
        names = None if checked is None else checked.tolist()
    if labels is not None and has_classes:
        rows["labels"], names, said = check_labels(labels, count, outputs.classes, names,
                                                   outputs.is_two, no_label)
        notes += said
    elif labels is not None:
        notes.append("labels are left out: outputs that are no classes have none")
    if groups is not None:
        rows["groups"] = check_groups(groups, count)
    if parents is not None:
        rows["parents"] = check_parents(parents, count)
    constant = constants(teacher, outputs)
    if has_classes and names is not None:
        constant["class_names"] = np.array(names)
    if feature_names is not None:
        width = int(np.prod(teacher.store(np.asarray(inputs[:1])).shape[1:]))
        constant["feature_names"] = check_names("feature", feature_names, width, "inputs")
    is_npz = output.suffix == ".npz"
    sink = NpzSink(output, force) if is_npz else DirectorySink(output, force, count, shard_rows)
    worst = fill(sink, teacher, outputs, inputs, rows, constant, batch)
    return Written(output, count, outputs.task, outputs.classes,
                   outputs.ending if outputs.has_head else None,
                   worst, tuple(notes))


def recognised(teacher: Teacher, inputs: Any, task: str | None = None,
               outputs_are: str | None = None, labels: Any = None,
               class_names: Sequence[str] | None = None) -> Outputs:
    """What the outputs of `teacher` are, tried on the first rows."""
    two_labels = class_names is not None and len(class_names) == 2
    if labels is not None:
        two_labels = two_labels or are_of_two_classes(labels)
    return read_outputs(teacher, np.asarray(inputs[:PROBED]), task, outputs_are, two_labels)


def fill(sink: NpzSink | DirectorySink, teacher: Teacher, outputs: Outputs, inputs: Any,
         rows: dict[str, Array], constant: dict[str, Any], batch: int) -> float:
    """Writes all arrays; the largest difference of the network from its head."""
    worst = 0.0
    try:
        for start in range(0, len(inputs), batch):
            block = np.asarray(inputs[start:start + batch])
            arrays, apart = answer(teacher, outputs, block, start)
            worst = max(worst, apart)
            for name, values in arrays.items():
                sink.append(name, values)
        for name, values in rows.items():
            sink.append(name, values)
        sink.finish(constant)
    except BaseException:
        sink.abandon()
        raise
    return worst


def answer(teacher: Teacher, outputs: Outputs, block: Array, start: int
          ) -> tuple[dict[str, Array], float]:
    """The arrays of one block of rows, and how far the head is from the network's outputs."""
    finite = np.isfinite(block).reshape(len(block), -1).all(axis=1)
    if not finite.all():
        raise ExportError(f"row {start + int(finite.argmin())} of inputs is not finite")
    activations, given = teacher.run(block)
    inputs = teacher.store(block)
    arrays = {"inputs": inputs if inputs.dtype == np.float16 else inputs.astype(np.float32)}
    values, apart = outputs.logits(teacher, activations, given)
    if not apart <= TOLERANCE:
        raise ExportError(f"from row {start}: the network's outputs are not those of its head")
    if outputs.task != "classification":
        return arrays | {"activations": values.astype(np.float32)}, apart
    if outputs.is_two:
        values = two_classes(values)
    arrays["logits"] = values.astype(np.float32)
    if outputs.has_head:
        arrays["activations"] = activations.astype(np.float32)
    return arrays, apart


def constants(teacher: Teacher, outputs: Outputs) -> dict[str, Any]:
    """The arrays that have no rows."""
    arrays: dict[str, Any] = {"teacher_parameters": np.int64(teacher.parameters)}
    if not teacher.uncounted:
        arrays["teacher_macs"] = np.int64(teacher.macs)
    if outputs.has_head and outputs.task == "classification":
        weight, bias = np.asarray(teacher.head_weight), np.asarray(teacher.head_bias)
        if outputs.is_two:
            weight, bias = two_classes(weight), two_classes(bias)
        arrays |= {"head_weight": weight.astype(np.float32), "head_bias": bias.astype(np.float32)}
    return arrays
