#!/usr/bin/env python3
"""Writes a record of the model and its annotated beats, in place of a record of your own.

    make_record.py SEED RECORD.npy BEATS.npy

The record is N counts (int16), 250 a second. The beats are N x 2: the sample of each peak, and its label.
"""

import sys

import numpy as np

from heart import SINUS, TACHYCARDIA, record


def main():
    """Write both files."""
    seed, counts, beats = sys.argv[1:]
    one = record(int(seed), [(SINUS, 120), (TACHYCARDIA, 20), (SINUS, 100)])
    np.save(counts, one.counts)
    np.save(beats, np.stack([one.places, one.labels], 1))


if __name__ == "__main__":
    main()
