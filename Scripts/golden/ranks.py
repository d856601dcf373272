"""The stage `ranks`: values at ranks, in 256 bins."""

from .core import clamp
from .signal import ascend, made


def effect(stage, node):
    """Return the effect on a channel; None where it is not valid."""
    ranks = stage["constants"]
    if node["length"] < 1 or not ranks or stage["operands"][0] > 1 or not ascend(ranks, 0, 255):
        return None
    return made(features=len(ranks), scratch=512, steps=node["length"] + 256)


def run(stage, values):
    """Return (features, None)."""
    if stage["operands"][0]:
        row = sorted(min(abs(value) >> 3, 255) for value in values)
    else:
        row = sorted(clamp((value >> 4) + 128, 0, 255) for value in values)
    return [row[rank * len(row) >> 8] for rank in stage["constants"]], None
