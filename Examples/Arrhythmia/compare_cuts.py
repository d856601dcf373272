#!/usr/bin/env python3
"""Compares the answers of a beat student to beats that the device cuts and to annotated ones.

    compare_cuts.py STUDENT --tessera .build/release/tessera

The records are those of the test dump. Every beat that was found is also cut at its annotated peak, with the
intervals to the annotated neighbours.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from heart import CUT, RATE, SEGMENTS, TEST, record

BEFORE, FROM = map(int, CUT.split(","))
LOCAL, NEAR = 11, 150 * RATE // 1000


def fine_logarithm(value):
    """Return the logarithm to base 2 of an integer, in 1/1024 (Docs/Format.md, Beats)."""
    whole = int(value).bit_length() - 1
    part = (int(value) << 16 >> whole) - (1 << 16)
    bow = part * ((1 << 16) - part) >> 16
    return 1024 * whole + (part + (22 * bow >> 6) >> 6)


def annotated_window(one, index):
    """Return the window of an annotated beat that has neighbours, standardised as `tessera beats` does."""
    place = one.places[index]
    intervals = np.diff(one.places[max(0, index - LOCAL):index + 1])
    post = one.places[index + 1] - place
    mean = fine_logarithm(64 * intervals.sum() // len(intervals)) - 6 * 1024
    before, after = fine_logarithm(intervals[-1]), fine_logarithm(post)
    cut = one.counts[place - BEFORE:place + FROM].astype(float)
    features = np.array([before - mean, after - mean, before - after, mean]) / 1024
    return [*((cut - cut.mean()) / cut.std()), *features]


def pairs(one, places, windows):
    """Yield (window of the device, window of the annotation, label) of beats that were found."""
    for index in range(1, len(one.places) - 1):
        distances = np.abs(places - one.places[index])
        if len(distances) and distances.min() <= NEAR:
            yield windows[distances.argmin()], annotated_window(one, index), one.labels[index]


def labels_of(tessera, student, rows, folder):
    """Return the student's labels."""
    np.save(folder / "rows.npy", np.array(rows, np.float32))
    subprocess.run([tessera, "predict", student, folder / "rows.npy", "--labels", "--output",
                    folder / "labels.npy", "--quiet"], check=True)
    return np.load(folder / "labels.npy")


def main():
    """Print both accuracies."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("student")
    parser.add_argument("--tessera", default=".build/release/tessera")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for seed in TEST:
            one = record(seed, SEGMENTS)
            np.save(folder / "record.npy", one.counts)
            subprocess.run([options.tessera, "beats", folder / "record.npy", "--rate", str(RATE), "--cut",
                            CUT, "--standardize", "--output", folder / f"{seed}", "--quiet"], check=True)
            found = [np.load(folder / f"{seed}" / f"{each}.npy") for each in ("places", "inputs")]
            rows += pairs(one, *found)
        device, annotated, labels = zip(*rows)
        correct = [np.mean(labels_of(options.tessera, options.student, each, folder) == labels)
                   for each in (device, annotated)]
    print(f"{len(labels)} beats: accuracy {correct[0]:.4f} as the device cuts them, "
          f"{correct[1]:.4f} at annotated peaks")


if __name__ == "__main__":
    main()
