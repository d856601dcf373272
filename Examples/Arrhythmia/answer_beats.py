#!/usr/bin/env python3
"""Answers the beats of a folder in place of a teacher of your own.

    answer_beats.py FOLDER

Reads inputs.npy and labels.npy, fits a linear map to the labels that are known, and writes its logits for
all rows as logits.npy. A trained network answers better: put it in the place of `answers`.
"""

import sys
from pathlib import Path

import numpy as np

from heart import BEATS


def answers(inputs, labels):
    """Return logits of all rows, N x classes."""
    rows = np.column_stack([inputs, np.ones(len(inputs))])
    known = labels >= 0
    moments = rows[known].T @ rows[known] + 3 * np.eye(rows.shape[1])
    return 8 * rows @ np.linalg.solve(moments, rows[known].T @ np.eye(len(BEATS))[labels[known]]) - 4


def main():
    """Write the logits."""
    folder = Path(sys.argv[1])
    logits = answers(np.load(folder / "inputs.npy"), np.load(folder / "labels.npy"))
    np.save(folder / "logits.npy", logits.astype(np.float32))


if __name__ == "__main__":
    main()
