"""A tiny convolutional network in NumPy, distilled from logits and rounded to int8.

One convolution of ReLU filters over a series (or an image), averages over a few parts of it, and
an affine map. It is fitted with L-BFGS, like network.py. Weights have a scale for each row, as
sizes.py counts them. Inputs, activations and averages are integers of −127...127, whose ranges are
those of the training rows.
"""

from dataclasses import dataclass

import numpy
from scipy.optimize import minimize

import network
import sizes
from peer import Model, Variant

ITERATIONS = [50, 100, 200]
ALPHA = 1e-3
MOST_FILTERS = 24
LEVELS = 127


@dataclass(frozen=True)
class Layout:
    """Where filters look: an input for each position and weight (P × K), and parts (P × G)."""

    places: numpy.ndarray
    parts: numpy.ndarray


def layout(shape):
    """Return the layout of a series (n) in four quarters, or of an image (h, w) in quadrants."""
    if len(shape) == 1:
        kernel, stride = (7, 2) if shape[0] > 64 else (5, 1)
        starts = numpy.arange(0, shape[0] - kernel + 1, stride)
        part = numpy.arange(len(starts)) * 4 // len(starts)
        return Layout(starts[:, None] + numpy.arange(kernel), averages(part))
    rows, columns = (numpy.arange(size - 2) for size in shape)
    corner = (rows[:, None] * shape[1] + columns).ravel()
    window = (numpy.arange(3)[:, None] * shape[1] + numpy.arange(3)).ravel()
    part = (rows[:, None] * 2 // len(rows) * 2 + columns * 2 // len(columns)).ravel()
    return Layout(corner[:, None] + window, averages(part))


def averages(part):
    """Return the matrix (P × G) that averages over the positions of each part."""
    members = (part[:, None] == numpy.arange(part.max() + 1)).astype(numpy.float32)
    return members / members.sum(axis=0)


def rounded(values, scale):
    """Return values as integers of a scale, times the scale."""
    return numpy.clip(numpy.rint(values / scale), -LEVELS, LEVELS) * scale


def rounded_rows(weights):
    """Return weights (inputs × rows) with a scale for each row."""
    return rounded(weights, numpy.maximum(numpy.abs(weights).max(axis=0), 1e-12) / LEVELS)


@dataclass(frozen=True)
class Convolution:
    """Filters (K × F) with biases, a map (G·F × C) with biases, and steps of integers."""

    where: Layout
    filters: numpy.ndarray
    thresholds: numpy.ndarray
    weights: numpy.ndarray
    biases: numpy.ndarray
    steps: tuple | None = None

    def values(self, inputs):
        """Return patches (N × P × K), activations (N × P × F), averages (N × G·F) and logits."""
        patches = self.at_step(0, inputs)[:, self.where.places]
        active = numpy.maximum(patches @ self.filters + self.thresholds, 0)
        active = self.at_step(1, active)
        means = numpy.einsum("npf,pg->ngf", active, self.where.parts, optimize=True)
        means = self.at_step(2, means.reshape(len(inputs), -1))
        return patches, active, means, means @ self.weights + self.biases

    def at_step(self, place, values):
        """Return values rounded to integers, once there are steps."""
        return values if self.steps is None else rounded(values, self.steps[place])

    def predict(self, inputs):
        """Return labels; the lowest index among equal logits."""
        return self.values(inputs)[-1].argmax(axis=1)

    def quantised(self, inputs):
        """Return the network in int8; the inputs set the ranges."""
        _, active, means, _ = self.values(inputs)
        steps = tuple(max(numpy.abs(v).max(), 1e-12) / LEVELS for v in (inputs, active, means))
        weights = rounded_rows(self.filters), self.thresholds, rounded_rows(self.weights)
        return Convolution(self.where, *weights, self.biases, steps)


class Fit:
    """One minimisation of the task's loss + α/2 Σ weight²."""

    def __init__(self, task, where, filters):
        """Take the shapes of the task."""
        self.task, self.where = task, where
        kernel, parts, classes = where.places.shape[1], where.parts.shape[1], len(task.targets)
        self.shapes = [(kernel, filters), (filters,), (parts * filters, classes), (classes,)]

    def start(self, seed):
        """Return He's normal weights and biases of 0."""
        generator = numpy.random.default_rng(seed)
        parts = [
            generator.normal(0, numpy.sqrt(2 / shape[0]), shape).ravel()
            if len(shape) == 2
            else numpy.zeros(shape)
            for shape in self.shapes
        ]
        return numpy.concatenate(parts)

    def network(self, vector):
        """Return the network of a vector of its numbers."""
        ends = numpy.cumsum([numpy.prod(shape) for shape in self.shapes])[:-1]
        parts = numpy.split(vector.astype(numpy.float32), ends)
        return Convolution(self.where, *(p.reshape(s) for p, s in zip(parts, self.shapes)))

    def loss(self, vector):
        """Return the loss and its gradient."""
        found, task = self.network(vector), self.task
        patches, active, means, scores = found.values(task.inputs)
        total, slope = task.loss(scores.T, task.targets, task.weights)
        slope = slope.T
        back = (slope @ found.weights.T).reshape(len(slope), -1, active.shape[2])
        back = numpy.einsum("ngf,pg->npf", back, self.where.parts, optimize=True) * (active > 0)
        flat = back.reshape(-1, active.shape[2])
        gradients = [
            patches.reshape(len(flat), -1).T @ flat + ALPHA * found.filters,
            flat.sum(axis=0),
            means.T @ slope + ALPHA * found.weights,
            slope.sum(axis=0),
        ]
        decay = sum(float(numpy.square(w).sum()) for w in (found.filters, found.weights))
        gradient = numpy.concatenate([part.ravel() for part in gradients]).astype(float)
        return float(total) + ALPHA / 2 * decay, gradient


class Distilled:
    """The network of one number of filters that learns the teacher's softmax."""

    name = "CNN, distilled, int8"
    criterion = "agreement"

    def __init__(self, training, shape, filters):
        """Offer some numbers of iterations."""
        self.where, self.filters = layout(shape), filters
        size = f"{filters} filters"
        self.variants = [Variant(size, (("iterations", count),)) for count in ITERATIONS]

    def fit(self, training, variants, seed):
        """Answer for all variants with one fit."""
        problem = Fit(network.entropy_task(training), self.where, self.filters)
        wanted = {variant["iterations"]: variant for variant in variants}
        found, count = {}, 0

        def keep(vector):
            nonlocal count
            count += 1
            if count in wanted:
                found[count] = vector.copy()

        result = minimize(
            problem.loss,
            problem.start(seed),
            method="L-BFGS-B",
            jac=True,
            callback=keep,
            options={"maxiter": max(wanted), "maxcor": 20, "ftol": 1e-9},
        )
        (positions, kernel), parts = self.where.places.shape, self.where.parts.shape[1]
        shape = kernel, parts, self.filters, training.class_count
        macs = positions * kernel * self.filters + parts * self.filters * training.class_count
        return {
            variant: Model(
                problem.network(found.get(number, result.x)).quantised(training.rows.inputs),
                sizes.convolution(*shape),
                macs,
            )
            for number, variant in wanted.items()
        }


def families(training, budgets, shape):
    """Return the network in the most filters that fit each budget."""
    where = layout(shape)
    kernel, parts = where.places.shape[1], where.parts.shape[1]

    def of_size(filters):
        return sizes.convolution(kernel, parts, filters, training.class_count)

    fitting = {
        max(filter(lambda f: of_size(f) <= budget, range(1, MOST_FILTERS + 1)), default=0)
        for budget in budgets
    }
    return [Distilled(training, shape, filters) for filters in sorted(fitting - {0})]
