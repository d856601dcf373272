"""The stage `events`: events and the intervals between them."""

from .logarithm import logarithm
from .signal import made

INTERVALS = 48


def effect(stage, node):
    """Return the effect on a channel; None where it is not valid."""
    threshold, refractory, *_ = stage["operands"]
    if node["length"] < 1 or threshold > 32767 or refractory > 16384:
        return None
    return made(features=10, scratch=2 * INTERVALS, steps=node["length"])


def run(stage, values):
    """Return (features, None)."""
    threshold, refractory, *_ = stage["operands"]
    above = [at for at, value in enumerate(values) if abs(value) > threshold]
    places = [at for before, at in zip([-refractory, *above], above)
              if at - before >= refractory]
    intervals = [b - a for a, b in zip(places, places[1:])][:INTERVALS]
    differences = sum(abs(b - a) for a, b in zip(intervals, intervals[1:]))
    row, last = sorted(intervals) or [len(values)], max(len(intervals) - 1, 0)
    five = [row[rank] for rank in (0, last // 4, last // 2, 3 * last // 4, last)]
    logs = [logarithm(value) for value in (differences + 1, five[2], five[4])]
    return [len(places), *five, *logs, len(above)], None
