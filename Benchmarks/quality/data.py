"""Dumps as the peers see them: rows, the teacher's logits, folds without leaks."""

import os
from dataclasses import dataclass
from functools import cached_property

import numpy

import dealing


class NoDump(Exception):
    """A file that is not there."""


@dataclass(frozen=True)
class Rows:
    """Inputs (N × n, float32) and logits (N × C), with labels and groups where there are any."""

    inputs: numpy.ndarray
    logits: numpy.ndarray
    labels: numpy.ndarray | None = None
    groups: numpy.ndarray | None = None
    parents: numpy.ndarray | None = None

    @property
    def teacher(self):
        """Return the teacher's answers: the lowest index among equal logits."""
        return self.logits.argmax(axis=1)

    def at(self, chosen):
        """Return the chosen rows; `chosen` is a mask or indices."""
        optional = (self.labels, self.groups, self.parents)
        return Rows(
            self.inputs[chosen],
            self.logits[chosen],
            *(None if values is None else values[chosen] for values in optional),
        )


@dataclass(frozen=True)
class Training:
    """Rows for training: labelled rows, and transfer rows that only the teacher answered."""

    rows: Rows
    transfer: Rows | None

    @property
    def class_count(self):
        """Return C, the number of the teacher's outputs."""
        return self.rows.logits.shape[1]

    @property
    def feature_count(self):
        """Return n, the length of an input."""
        return self.rows.inputs.shape[1]

    def without(self, held_out):
        """Return the training part of a fold; `held_out` is a mask of the labelled rows.

        A transfer row with a parent among the held-out rows stays out, too.
        """
        transfer = self.transfer
        if transfer is not None and transfer.parents is not None:
            # The last row of the table is for parent -1: no parent.
            leaks = numpy.append(held_out, False)[transfer.parents].any(axis=1)
            transfer = transfer.at(~leaks)
        return Training(self.rows.at(~held_out), transfer)

    def thinned(self, limit):
        """Return every second, third, ... row, so that about `limit` labelled rows are left."""
        step = slice(None, None, -(-len(self.rows.inputs) // limit))
        return Training(self.rows.at(step), self.transfer and self.transfer.at(step))

    @cached_property
    def pooled(self):
        """Return inputs, logits and weights of all rows; each of the two sets weighs a half."""
        count = len(self.rows.inputs)
        if self.transfer is None or len(self.transfer.inputs) == 0:
            return self.rows.inputs, self.rows.logits, numpy.full(count, 1 / count)
        further = len(self.transfer.inputs)
        return (
            numpy.concatenate([self.rows.inputs, self.transfer.inputs]),
            numpy.concatenate([self.rows.logits, self.transfer.logits]),
            numpy.repeat([0.5 / count, 0.5 / further], [count, further]),
        )

    def folds(self, count, seed):
        """Return masks of held-out rows, the folds of `tessera --seed`: whole groups, or rows."""
        rows = self.rows
        if rows.groups is None:
            fold_of_row = dealing.fold_of_rows(len(rows.inputs), count, seed)
        else:
            count = min(count, len(numpy.unique(rows.groups)))
            fold_of_row = dealing.fold_of_groups(rows.groups, count, seed)
        return [fold_of_row == fold for fold in range(count)]


def read(path, labelled=True):
    """Read one dump; the logits come from the head where the dump has none."""
    if not os.path.exists(path):
        raise NoDump(path)
    with numpy.load(path) as dump:
        inputs = dump["inputs"]
        if "logits" in dump:
            logits = dump["logits"]
        else:
            weight, bias = dump["head_weight"], dump["head_bias"]
            weight = weight if weight.shape[1] == len(bias) else weight.T
            logits = dump["activations"] @ weight + bias
        inputs = numpy.ascontiguousarray(inputs.reshape(len(inputs), -1), dtype=numpy.float32)
        return Rows(
            inputs,
            logits.astype(numpy.float64),
            dump["labels"].astype(int) if labelled else None,
            dump["groups"] if labelled and "groups" in dump else None,
            dump["parents"].reshape(len(inputs), -1) if "parents" in dump else None,
        )


def transfer_path(prefix):
    """Return the path of the transfer set, None where there is none."""
    path = f"{prefix}-transfer.npz"
    return path if os.path.exists(path) else None


def test_path(prefix):
    """Return the path of the test split."""
    return f"{prefix}-test.npz"


def read_training(prefix):
    """Read PREFIX-train and, where it is there, PREFIX-transfer; the test split has to exist."""
    if not os.path.exists(test_path(prefix)):
        raise NoDump(test_path(prefix))
    path = transfer_path(prefix)
    return Training(read(f"{prefix}-train.npz"), path and read(path, labelled=False))


def read_test(prefix):
    """Read PREFIX-test: once, at the end."""
    return read(test_path(prefix))
