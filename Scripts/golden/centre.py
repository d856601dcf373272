"""The stage `centre`: a channel less the floor of its mean."""

from .signal import LARGEST, made


def effect(_, node):
    """Return the effect on a channel; None where it is not valid."""
    m, magnitude = node["length"], 2 * node["magnitude"]
    return made(0, m, magnitude, 0, 2 * m) if m >= 1 and magnitude <= LARGEST else None


def run(_, values):
    """Return ([], the differences)."""
    mean = sum(values) // len(values)
    return [], [value - mean for value in values]
