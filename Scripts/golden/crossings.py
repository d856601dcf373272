"""The stage `crossings`: changes at levels."""

from .signal import made


def effect(stage, node):
    """Return the effect on a channel; None where it is not valid."""
    count = len(stage["constants"])
    if node["length"] < 2 or count < 1:
        return None
    return made(features=count, steps=count * node["length"])


def run(stage, values):
    """Return (features, None)."""
    return [sum((a > level) != (b > level) for a, b in zip(values, values[1:]))
            for level in stage["constants"]], None
