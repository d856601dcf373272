"""The stage `difference`: each sample less the one before it."""

from .signal import LARGEST, made


def effect(_, node):
    """Return the effect on a channel; None where it is not valid."""
    m, magnitude = node["length"], 2 * node["magnitude"]
    return made(0, m - 1, magnitude, 0, m) if m >= 2 and magnitude <= LARGEST else None


def run(_, values):
    """Return ([], the differences)."""
    return [], [after - before for before, after in zip(values, values[1:])]
