"""The rows that teachers learn from, and the part of them that is held out to choose by.

A set of beats is PREFIX-train.npz, PREFIX-transfer.npz and PREFIX-test.npz, dumps of another
teacher. Only inputs, labels, groups and parents are used; the one exception is distillation, which
learns from that teacher's logits.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
BUNDLED = ROOT / "Examples/SyntheticBeats/beats"
HELD_OUT = 5  # one row, or one group, of so many


@dataclass(frozen=True)
class Beats:
    """Rows of one part: inputs N x n as float32, and what the dump has of the rest."""

    inputs: np.ndarray
    labels: np.ndarray | None = None
    groups: np.ndarray | None = None
    parents: np.ndarray | None = None
    logits: np.ndarray | None = None
    class_names: np.ndarray | None = None

    @property
    def class_count(self):
        return self.logits.shape[1]


def read(prefix, part):
    """The rows of one part: train, transfer or test."""
    with np.load(f"{prefix}-{part}.npz") as arrays:
        found = {name: arrays[name] for name in Beats.__dataclass_fields__ if name in arrays}
    return Beats(**{**found, "inputs": found["inputs"].astype(np.float32)})


def held_out(beats, seed):
    """Which rows are held out (N, bool): whole groups, or a share of each class."""
    random = np.random.default_rng(seed)
    chosen = np.zeros(len(beats.labels), bool)
    if beats.groups is not None:
        groups = random.permutation(np.unique(beats.groups))
        return np.isin(beats.groups, groups[::HELD_OUT])
    for label in np.unique(beats.labels):
        rows = random.permutation(np.flatnonzero(beats.labels == label))
        chosen[rows[HELD_OUT - 1::HELD_OUT]] = True  # of fewer rows none
    return chosen
