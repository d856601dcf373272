"""Dumps of random two-layer teachers on signals of any width, from a seed."""

import dataclasses

import numpy


@dataclasses.dataclass(frozen=True)
class Case:
    """One row of the table: a shape of inputs and what they are like."""

    name: str
    rows: int
    width: int
    classes: int = 4
    kind: str = "smooth"
    activation: str = "tanh"
    leads: int = 1
    held_out: int = 2000

    @property
    def feature_count(self):
        """Return n, the inputs of one row."""
        return self.leads * self.width


def smooth(rows, width, random):
    """Return sums of sinusoids whose amplitudes fall with the frequency, and a little noise."""
    terms = min(60, width // 2)
    time = numpy.arange(width) / width
    frequencies = numpy.arange(1, terms + 1)
    amplitudes = random.normal(size=(rows, 2 * terms)) / numpy.tile(frequencies, 2) ** 0.75
    waves = 2 * numpy.pi * frequencies[:, None] * time
    basis = numpy.concatenate([numpy.sin(waves), numpy.cos(waves)])
    return amplitudes @ basis + 0.05 * random.normal(size=(rows, width))


def correlated(rows, width, random):
    """Return neighbours with a correlation of 0.9: an autoregressive process."""
    values = random.normal(size=(rows, width))
    for column in range(1, width):
        values[:, column] = 0.9 * values[:, column - 1] + 0.19**0.5 * values[:, column]
    return values


def white(rows, width, random):
    """Return independent numbers."""
    return random.normal(size=(rows, width))


KINDS = {"smooth": smooth, "correlated": correlated, "white": white}
ACTIVATIONS = {"tanh": numpy.tanh, "relu": lambda values: numpy.maximum(values, 0)}


def arrays(case, seed=0):
    """Return the training dump and the held-out dump of a case."""
    random = numpy.random.default_rng(seed)
    count = case.rows + case.held_out
    leads = [KINDS[case.kind](count, case.width, random) for _ in range(case.leads)]
    inputs = numpy.concatenate(leads, axis=1).astype(numpy.float32)
    hidden = max(32, case.classes)
    scale = inputs.std() * case.feature_count**0.5
    first = random.normal(size=(case.feature_count, hidden)) / scale
    # What neighbours share reaches the network, so that it answers to the signal and not to noise.
    if case.kind == "smooth":
        first = numpy.cumsum(first, axis=0) / case.width**0.5
    before = inputs @ first
    before /= before.std()
    activations = ACTIVATIONS[case.activation](before)
    head = random.normal(size=(hidden, case.classes)) / hidden**0.5
    logits = (3 * activations @ head).astype(numpy.float32)
    labels = logits.argmax(axis=1)
    parts = slice(0, case.rows), slice(case.rows, None)
    return [dict(inputs=inputs[part], logits=logits[part], labels=labels[part]) for part in parts]
