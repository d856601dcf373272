"""A small network in NumPy: no hidden layer or one of ReLU units, fitted with L-BFGS.

scikit-learn's networks take no soft targets, and its L-BFGS keeps no earlier iterations. Here one
fit answers for every number of iterations, and stopping early is the penalty that matters.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy
from scipy.optimize import minimize
from scipy.special import softmax

# Rows at a time: their inputs stay in the cache from the product forward to the one backward.
BLOCK = 1024
TEMPERATURE = 2.0


def cross_entropy(scores, targets, weights, temperature):
    """Return Σ wᵢ CE(targetᵢ, softmax(scoreᵢ/T)) and its gradient by the scores (C × rows)."""
    scaled = scores / temperature
    scaled -= scaled.max(axis=0)
    powers = numpy.exp(scaled)
    norms = powers.sum(axis=0)
    loss = weights @ (numpy.log(norms) - (targets * scaled).sum(axis=0))
    return loss, (powers / norms - targets) * (weights / temperature)


def squared_error(scores, targets, weights):
    """Return Σ wᵢ ‖scoreᵢ − targetᵢ‖²/2 and its gradient by the scores (C × rows)."""
    difference = scores - targets
    slope = difference * weights
    return (slope * difference).sum() / 2, slope


@dataclass(frozen=True)
class Task:
    """Inputs (N × n), targets (C × N), weights (N, sum 1), all float32, and the loss."""

    inputs: numpy.ndarray
    targets: numpy.ndarray
    weights: numpy.ndarray
    loss: Callable

    def __post_init__(self):
        """Keep to single precision, and to one class after another: NumPy is faster so."""
        targets = numpy.ascontiguousarray(self.targets, dtype=numpy.float32)
        object.__setattr__(self, "targets", targets)
        object.__setattr__(self, "weights", self.weights.astype(numpy.float32))


def labels_task(training):
    """Return cross-entropy to the labels of the training rows."""
    rows, count = training.rows, len(training.rows.labels)
    targets = numpy.eye(training.class_count)[rows.labels].T
    loss = lambda *block: cross_entropy(*block, 1.0)  # noqa: E731
    return Task(rows.inputs, targets, numpy.full(count, 1 / count), loss)


def entropy_task(training):
    """Return cross-entropy to the teacher's softmax at T = 2, on training and transfer rows."""
    inputs, logits, weights = training.pooled
    loss = lambda *block: cross_entropy(*block, TEMPERATURE)  # noqa: E731
    return Task(inputs, softmax(logits / TEMPERATURE, axis=1).T, weights, loss)


def squares_task(training):
    """Return the squared error to the teacher's centred logits, on training and transfer rows."""
    inputs, logits, weights = training.pooled
    return Task(inputs, (logits - logits.mean(axis=1, keepdims=True)).T, weights, squared_error)


@dataclass(frozen=True)
class Network:
    """Weights (outputs × inputs) and biases of each layer; all but the last end in a ReLU."""

    layers: list

    def values(self, inputs):
        """Return the inputs of each layer, and the outputs of the last (logits): all × rows."""
        values = [inputs.T]
        for index, (weight, bias) in enumerate(self.layers):
            product = weight @ values[-1]
            product += bias[:, None]
            if index + 1 < len(self.layers):
                numpy.maximum(product, 0, out=product)
            values.append(product)
        return values

    def predict(self, inputs):
        """Return labels; the lowest index among equal logits."""
        return self.values(inputs)[-1].argmax(axis=0)


class Fit:
    """One minimisation of the task's loss + α/2 Σ weight².

    The weights are those of inputs scaled to mean 0 and deviation 1, in one float64 vector with
    the biases; products run in float32.
    """

    def __init__(self, task, hidden, alpha):
        """Take the scale of the inputs from the task."""
        self.task, self.alpha = task, alpha
        self.mean = task.weights @ task.inputs
        variance = task.weights @ numpy.square(task.inputs) - numpy.square(self.mean)
        deviation = numpy.sqrt(numpy.maximum(variance, 0))
        self.scale = numpy.where(deviation > 1e-6, 1 / numpy.maximum(deviation, 1e-6), 0)
        widths = [task.inputs.shape[1], *([hidden] if hidden else []), task.targets.shape[0]]
        self.shapes = list(zip(widths[1:], widths[:-1]))

    def start(self, seed):
        """Return Glorot's uniform weights, or zeros where the problem is convex."""
        generator = numpy.random.default_rng(seed)
        parts = []
        for rows, columns in self.shapes:
            bound = numpy.sqrt(6 / (rows + columns)) if len(self.shapes) > 1 else 0
            parts += [generator.uniform(-bound, bound, rows * columns), numpy.zeros(rows)]
        return numpy.concatenate(parts)

    def unpack(self, vector):
        """Return (weights, biases) of each layer, for scaled inputs."""
        layers, start = [], 0
        for rows, columns in self.shapes:
            end = start + rows * columns
            layers.append((vector[start:end].reshape(rows, columns), vector[end : end + rows]))
            start = end + rows
        return layers

    def network(self, vector):
        """Return the network of the inputs as they are."""
        layers = [
            tuple(part.astype(numpy.float32) for part in pair) for pair in self.unpack(vector)
        ]
        weight = layers[0][0] * self.scale.astype(numpy.float32)
        layers[0] = (weight, layers[0][1] - weight @ self.mean)
        return Network(layers)

    def loss(self, vector):
        """Return the loss and its gradient."""
        network = self.network(vector)
        weights = [weight for weight, _ in self.unpack(vector)]
        total = self.alpha / 2 * sum(float(numpy.square(weight).sum()) for weight in weights)
        sums = [[numpy.zeros(shape), numpy.zeros(shape[0])] for shape in self.shapes]
        for start in range(0, len(self.task.inputs), BLOCK):
            total += self.add_block(slice(start, start + BLOCK), network, sums)
        weight_sum, bias_sum = sums[0]
        sums[0][0] = self.scale * (weight_sum - numpy.outer(bias_sum, self.mean))
        parts = []
        for weight, (weight_sum, bias_sum) in zip(weights, sums):
            parts += [(weight_sum + self.alpha * weight).ravel(), bias_sum]
        return total, numpy.concatenate(parts)

    def add_block(self, block, network, sums):
        """Add the gradient of some rows to `sums`; return their loss."""
        task = self.task
        values = network.values(task.inputs[block])
        loss, slope = task.loss(values.pop(), task.targets[:, block], task.weights[block])
        for index in reversed(range(len(values))):
            sums[index][0] += slope @ values[index].T
            sums[index][1] += slope.sum(axis=1)
            if index:
                slope = (network.layers[index][0].T @ slope) * (values[index] > 0)
        return float(loss)


def fit(task, hidden, alpha, iterations, seed):
    """Return {iterations: network} for each number of L-BFGS iterations, from one run."""
    problem = Fit(task, hidden, alpha)
    longest, found, count = max(iterations), {}, 0

    def keep(vector):
        nonlocal count
        count += 1
        if count in iterations:
            found[count] = problem.network(vector)

    options = {"maxiter": longest, "maxcor": 20, "maxfun": 2 * longest + 20, "ftol": 1e-9}
    result = minimize(
        problem.loss,
        problem.start(seed),
        method="L-BFGS-B",
        jac=True,
        callback=keep,
        options=options,
    )
    last = problem.network(result.x)
    return {number: found.get(number, last) for number in iterations}
