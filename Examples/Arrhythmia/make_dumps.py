#!/usr/bin/env python3
"""Makes records, cuts them as a device will, trains two teachers and writes their dumps.

    make_dumps.py --tessera .build/release/tessera

Beats: `tessera beats` finds and cuts them, and labels them by the annotations. Rhythms: windows of four
seconds, one every two. Each teacher is a small convolutional network. Records of different seeds are
different patients, and training and test have no patient in common.
"""

import argparse
import os
import subprocess
import tempfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import numpy as np
from keras import layers

from heart import BEATS, CUT, RATE, RHYTHMS, SEGMENTS, TEST, TRAIN, record

HERE = Path(__file__).resolve().parent
HOP, WINDOW = 2 * RATE, 4 * RATE


def run(tool, *arguments):
    """Run the tool."""
    subprocess.run([tool, *map(str, arguments)], check=True)


def cut_beats(tool, records, folder):
    """Return inputs, labels and groups of the beats as a device cuts them."""
    names, notes = [], []
    for index, one in enumerate(records):
        names.append(folder / f"{index}.npy")
        notes.append(folder / f"{index}-beats.npy")
        np.save(names[-1], one.counts)
        np.save(notes[-1], np.stack([one.places, one.labels], 1))
    output = folder / "beats"
    run(tool, "beats", *names, "--rate", RATE, "--output", output, "--cut", CUT,
        "--standardize", "--annotations", *notes, "--quiet")
    arrays = {name: np.load(output / f"{name}.npy") for name in ("inputs", "labels", "groups")}
    known = arrays["labels"] >= 0
    return {name: array[known] for name, array in arrays.items()}


def cut_windows(records):
    """Return inputs, labels and groups of windows of one rhythm."""
    found = {"inputs": [], "labels": [], "groups": []}
    for group, one in enumerate(records):
        for start in range(2 * RATE, len(one.counts) - WINDOW, HOP):
            kinds = np.unique(one.rhythm[start:start + WINDOW])
            if len(kinds) == 1:
                found["inputs"].append(one.counts[start:start + WINDOW])
                found["labels"].append(kinds[0])
                found["groups"].append(group)
    return {name: np.array(rows) for name, rows in found.items()}


def scores(rows):
    """Return rows with mean 0 and deviation 1."""
    rows = rows.astype(np.float32)
    return (rows - rows.mean(1, keepdims=True)) / (rows.std(1, keepdims=True) + 1e-3)


def as_seen(kind, inputs):
    """Return what a teacher sees of counts."""
    if kind == "rhythm":
        return scores(inputs)
    return inputs.astype(np.float32)


def build(kind, width, classes):
    """A network of three convolutions over the samples; intervals join behind them."""
    keras.utils.set_random_seed(1)
    inputs = keras.Input((width,))
    samples = inputs[:, :-4] if kind == "beats" else inputs
    x = layers.Reshape((-1, 1))(samples)
    for filters, kernel, stride in ((12, 9, 2 if kind == "beats" else 4), (24, 7, 2), (32, 5, 2)):
        x = layers.Conv1D(filters, kernel, strides=stride, padding="same", use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization()(x))
    if kind == "beats":
        x = layers.Flatten()(x)
        x = layers.Concatenate()([x, inputs[:, -4:]])
        x = layers.Dense(24, activation="relu")(x)
    else:
        x = layers.Concatenate()([layers.GlobalAveragePooling1D()(x), layers.GlobalMaxPooling1D()(x)])
    return keras.Model(inputs, layers.Dense(classes)(x))


def train(kind, rows, classes, epochs):
    """Return a teacher of these rows."""
    teacher = build(kind, rows["inputs"].shape[1], classes)
    teacher.compile(keras.optimizers.Adam(2e-3),
                    keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    teacher.fit(as_seen(kind, rows["inputs"]), rows["labels"], batch_size=64, epochs=epochs, verbose=0)
    return teacher


def write(path, kind, rows, teacher, names):
    """Write a dump of rows with the teacher's logits."""
    logits = teacher.predict(as_seen(kind, rows["inputs"]), verbose=0)
    accuracy = np.mean(logits.argmax(1) == rows["labels"])
    print(f"{path.name}: {len(logits)} rows, accuracy of the teacher {accuracy:.4f}")
    np.savez_compressed(
        path, inputs=rows["inputs"], logits=logits.astype(np.float32), labels=rows["labels"],
        groups=rows["groups"], class_names=np.array(names),
        teacher_parameters=np.int64(teacher.count_params()))


def main():
    """Make all four dumps."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tessera", default=str(HERE / "../../.build/release/tessera"))
    parser.add_argument("--folder", type=Path, default=HERE)
    parser.add_argument("--epochs", type=int, default=12)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    parts = {}
    for part, seeds in (("train", TRAIN), ("test", TEST)):
        records = [record(seed, SEGMENTS) for seed in seeds]
        with tempfile.TemporaryDirectory() as folder:
            parts["beats", part] = cut_beats(options.tessera, records, Path(folder))
        parts["rhythm", part] = cut_windows(records)
    for kind, names in (("beats", BEATS), ("rhythm", RHYTHMS)):
        teacher = train(kind, parts[kind, "train"], len(names), options.epochs)
        for part in ("train", "test"):
            write(options.folder / f"{kind}-{part}.npz", kind, parts[kind, part], teacher, names)


if __name__ == "__main__":
    main()
