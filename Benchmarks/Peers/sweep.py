"""The published sweep: import, folds, k-means per fold and k, and a table of errors.

How the ridges of a partition are fitted and scored is the caller's.
"""

import os
from dataclasses import dataclass

import numpy
from sklearn.cluster import KMeans

import protocol
import rows

CLUSTER_COUNTS = range(1, 6)
LAMBDAS = [0.01, 0.1, 1.0, 10.0, 100.0, 1000.0]


@dataclass
class Rows:
    """Inputs and targets in double precision, with their labels and regions, if any."""

    x: numpy.ndarray
    y: numpy.ndarray
    labels: numpy.ndarray | None
    regions: numpy.ndarray | None = None

    def at(self, chosen):
        """Return the chosen rows; `chosen` is a mask or indices."""
        labels = None if self.labels is None else self.labels[chosen]
        regions = None if self.regions is None else self.regions[chosen]
        return Rows(self.x[chosen], self.y[chosen], labels, regions)

    def of_region(self, region):
        """Return the rows of one region."""
        return self.at(self.regions == region)


class Tally:
    """Errors and hits of the validation rows of one fold, for every lambda."""

    def __init__(self, row_count):
        """Start at zero."""
        self.row_count = row_count
        self.squared_errors = numpy.zeros(len(LAMBDAS))
        self.agreements = numpy.zeros(len(LAMBDAS))
        self.hits = numpy.zeros(len(LAMBDAS))

    def add_rows(self, index, outputs, truth):
        """Add outputs row by row: the squared error, and the labels of logits."""
        difference = (outputs - truth.y).ravel()
        self.squared_errors[index] += difference @ difference
        self.add_labels(index, outputs, truth)

    def add_labels(self, index, outputs, truth):
        """Compare labels with the teacher's and the true ones, where targets are logits."""
        if truth.labels is None:
            return
        labels = outputs.argmax(axis=1)
        self.agreements[index] += (labels == truth.y.argmax(axis=1)).sum()
        self.hits[index] += (labels == truth.labels).sum()


def load(path, target):
    """Import a dump: inputs, checked to be finite, and logits or activations as targets."""
    dump = rows.arrays(path)
    x = dump["inputs"].reshape(len(dump["inputs"]), -1)
    if target == "activations":
        y = dump["activations"].astype(numpy.float64)
    elif "activations" in dump and "head_weight" in dump:
        y = dump["activations"].astype(numpy.float64) @ dump["head_weight"].astype(float)
        y += dump["head_bias"]
    else:
        y = dump["logits"].astype(numpy.float64)
    labels = dump.get("labels") if target == "logits" else None
    if not (numpy.isfinite(x).all() and numpy.isfinite(y).all()):
        raise ValueError("a value is not finite")
    return x, y, labels


def partition(x, trains, k):
    """Return the region of each row: k-means on the training rows, nearest centroids elsewhere."""
    regions = numpy.empty(len(x), dtype=numpy.int32)
    model = KMeans(k, n_init=1, random_state=0).fit(x[trains])
    regions[trains] = model.labels_
    regions[~trains] = model.predict(x[~trains])
    return regions


def table(request, region_errors):
    """Return the mean squared error of every fold, k and lambda.

    `path`, if given, is what the names of files with regions begin with.
    """
    x, y, labels = load(request["dump"], request["target"])
    everything = Rows(x.astype(numpy.float64), y, labels)
    folds = numpy.load(os.path.join(request["folder"], "folds.npy"))
    errors = []
    for fold in range(folds.max() + 1):
        trains = folds != fold
        training, validation = everything.at(trains), everything.at(~trains)
        for k in CLUSTER_COUNTS:
            if "path" in request:
                regions = numpy.load(f"{request['path']}-{fold}-{k}.npy")
            else:
                regions = partition(x, trains, k)
            training.regions, validation.regions = regions[trains], regions[~trains]
            tally = region_errors(training, validation, k)
            errors += list(tally.squared_errors / validation.y.size)
    return errors


def answer(request, region_errors):
    """Time one whole sweep; the table goes fold by fold, then by k, then by lambda."""
    seconds, errors = protocol.timed(lambda: table(request, region_errors))
    return {"seconds": seconds, "table": [float(error) for error in errors]}
