"""Further tasks: tables and series that packages ship, as dumps of a teacher of scikit-learn.

The tables are scikit-learn's. GunPoint and ItalyPowerDemand, of the UCR archive, lie in aeon's
wheel. They are read from its files; aeon itself is not imported.
"""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

import numpy
from sklearn import datasets
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

HIDDEN = (64, 32)
ALPHA = 0.1
TRANSFER_ROWS = 2000
TEST_SHARE = 0.3


@dataclass(frozen=True)
class Task:
    """A name, training and test rows with labels, and the shape of a row whose order matters."""

    name: str
    train: tuple
    test: tuple
    shape: tuple | None


def table(name, seed):
    """Return a table of scikit-learn; a seed splits it."""
    load = {
        "digits": datasets.load_digits,
        "wine": datasets.load_wine,
        "breast cancer": datasets.load_breast_cancer,
    }
    inputs, labels = load[name](return_X_y=True)
    train, test, train_labels, test_labels = train_test_split(
        inputs, labels, test_size=TEST_SHARE, stratify=labels, random_state=seed
    )
    shape = (8, 8) if name == "digits" else None
    return Task(name, (train, train_labels), (test, test_labels), shape)


def series(name, seed):
    """Return a set of series with its official split, None where aeon is not installed."""
    found = importlib.util.find_spec("aeon")
    if found is None:
        return None
    folder = Path(found.submodule_search_locations[0], "datasets/data", name)
    train, test = (read_series(folder / f"{name}_{part}.ts") for part in ("TRAIN", "TEST"))
    return Task(name, train, test, train[0].shape[1:])


def read_series(path):
    """Return series (N × n) and labels from 0, of a .ts file of series of one length."""
    lines = path.read_text(encoding="utf-8").split("@data\n", 1)[1].split()
    rows = [line.rsplit(":", 1) for line in lines]
    names = sorted({label for _, label in rows})
    inputs = numpy.array([values.split(",") for values, _ in rows], dtype=float)
    return inputs, numpy.array([names.index(label) for _, label in rows])


TASKS = {
    "digits": table,
    "wine": table,
    "breast cancer": table,
    "GunPoint": series,
    "ItalyPowerDemand": series,
}


def logits(teacher, rows):
    """Return the outputs of an MLPClassifier before its softmax; of two classes 0 and z."""
    for weight, bias in zip(teacher.coefs_[:-1], teacher.intercepts_[:-1]):
        rows = numpy.maximum(rows @ weight + bias, 0)
    outputs = rows @ teacher.coefs_[-1] + teacher.intercepts_[-1]
    return outputs if outputs.shape[1] > 1 else numpy.hstack([numpy.zeros_like(outputs), outputs])


def mixtures(inputs, labels, seed):
    """Return w·a + (1 − w)·b of pairs of rows of one class, w in 0.5...1.5, and their parents."""
    generator = numpy.random.default_rng(seed)
    first = generator.integers(len(inputs), size=TRANSFER_ROWS)
    second = numpy.array([generator.choice(numpy.flatnonzero(labels == labels[a])) for a in first])
    share = generator.uniform(0.5, 1.5, size=(TRANSFER_ROWS, 1))
    return share * inputs[first] + (1 - share) * inputs[second], numpy.stack([first, second], 1)


def write_dumps(task, prefix, seed):
    """Train a teacher and write PREFIX-train, -transfer and -test; return its size and MACs.

    Columns are scaled to mean 0 and deviation 1 of the training rows.
    """
    (train, labels), (test, test_labels) = task.train, task.test
    scaler = StandardScaler().fit(train)
    train, test = scaler.transform(train), scaler.transform(test)
    teacher = MLPClassifier(HIDDEN, alpha=ALPHA, max_iter=1000, random_state=seed)
    teacher.fit(train, labels)
    mixed, parents = mixtures(train, labels, seed)
    weights = sum(weight.size for weight in teacher.coefs_)
    parameters = weights + sum(bias.size for bias in teacher.intercepts_)
    parts = {
        "train": (train, {"labels": labels}),
        "transfer": (mixed, {"parents": parents}),
        "test": (test, {"labels": test_labels}),
    }
    for part, (inputs, others) in parts.items():
        numpy.savez(
            f"{prefix}-{part}.npz",
            inputs=inputs.astype(numpy.float32),
            logits=logits(teacher, inputs).astype(numpy.float32),
            teacher_parameters=parameters,
            teacher_macs=weights,
            **{name: values.astype(numpy.int32) for name, values in others.items()},
        )
    return parameters, weights
