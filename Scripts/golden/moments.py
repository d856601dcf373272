"""The stage `moments`: mean and amplitude."""

from .logarithm import logarithm
from .signal import made


def effect(_, node):
    """Return the effect on a channel; None where it is too short."""
    return made(features=2, steps=node["length"]) if node["length"] >= 1 else None


def moments(values):
    """Return the floor of the mean, and the logarithm of m^2 times the variance."""
    m, total = len(values), sum(values)
    return [total // m, logarithm(m * sum(v * v for v in values) - total * total)]


def run(_, values):
    """Return (features, None)."""
    return moments(values), None
